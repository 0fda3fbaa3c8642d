/// How the columns or properties of points of interest are called.
package struct POIColumns: Sendable {
  package var id: [String] = ["poi", "poi_id", "id", "osm_id", "@id"]
  /// One list of names for each level; of each POI the first that says something counts.
  package var categories: [[String]] = [
    [
      "cate1", "category1", "category_1", "cat1", "category", "fclass", "amenity", "shop", "leisure",
      "tourism",
      "office", "healthcare", "craft", "type",
    ],
    ["cate2", "category2", "category_2", "cat2", "subcategory"],
    ["cate3", "category3", "category_3", "cat3"],
  ]
  package var brand: [String] = ["brand"]
  /// What goes before the ids, so that they differ from those of regions.
  package var prefix = ""

  package init() {}

  var all: Set<String> { Set(id + categories.joined() + brand) }
}
