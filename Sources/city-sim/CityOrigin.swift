import ArgumentParser

/// `lon,lat` in degrees, where a map of a city is not too distorted and crosses no end of the map.
struct CityOrigin: ExpressibleByArgument {
  let degrees: SIMD2<Double>

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let lon = numbers[0], let lat = numbers[1], (-170...170).contains(lon),
      (-70...70).contains(lat)
    else { return nil }
    degrees = SIMD2(lon, lat)
  }
}
