internal import TestSupport
import Testing

/// Every rule of docs/formats.md that a file can break is broken once, by h5py; whoever reads the file says so in one
/// line that names the dataset.
@Suite(.enabled(if: Python.has("h5py", "numpy"), "needs Python with h5py"))
struct FormatRulesTests {
  struct Violation: Sendable, CustomTestStringConvertible {
    /// The file of the tiny city that is changed.
    let file: String
    /// What is done to it: `f` is the open file.
    let edit: String
    /// What the message names.
    let words: String

    init(_ file: String, _ edit: String, _ words: String) {
      (self.file, self.edit, self.words) = (file, edit, words)
    }

    /// Of pictures that have places.
    init(placed edit: String, _ words: String) { self.init("images", FormatRulesTests.placed + edit, words) }

    var testDescription: String { "\(file): \(edit)" }
  }

  /// Who reads a file.
  private static let readers = [
    "kg": "kg-build --to-tsv t.h5", "kge": "si-predict x=t.h5 \(TinyCity.predict)",
    "images": "img-perturb t.h5 --augment -o none.h5", "model": "img-embed t.h5 images.h5 -o none.h5",
    "resumed":
      "cl-train augmented.h5 --graph kg.h5 --embedding kge.h5 \(TinyCity.train) --resume t.h5 -o none.h5",
    "embeddings": "si-predict x=t.h5 \(TinyCity.predict)", "predictions": "si-predict --to-tsv t.h5",
    "filled": "si-predict --to-tsv t.h5 --estimates -", "predictor": "si-predict --from t.h5 embeddings.h5",
  ]

  private static let prelude = """
    import sys, h5py, numpy as np
    text = h5py.string_dtype()
    def put(path, change, dtype=None):
        data = f[path]
        attributes = {k: v for k, v in data.attrs.items() if k not in ("DIMENSION_LIST", "REFERENCE_LIST", "fletcher32")}
        kind = text if data.dtype.kind == "O" else dtype or data.dtype
        value = data.asstr()[()] if data.dtype.kind == "O" else data[()]
        value = change(value)
        del f[path]
        made = f.create_dataset(path, data=value, dtype=kind)
        for key, attribute in attributes.items(): made.attrs[key] = attribute
    def at(index, value):
        def change(array):
            array = np.array(array)
            array[index] = value
            return array
        return change
    f = h5py.File(sys.argv[1], "r+")

    """

  static let violations: [Violation] = [
    // knowcl/kg
    Violation("kg", "f.attrs['regions'] = 6.7", "/@regions"),
    Violation("kg", "f.attrs['regions'] = np.int64(10**6)", "/@regions"),
    Violation("kg", "f.attrs['regions'] = np.array([25, 25])", "/@regions"),
    Violation("kg", "del f.attrs['regions']", "/@regions"),
    Violation("kg", "f.attrs['schema_version'] = '2.0'", "schema version 2.0"),
    Violation("kg", "put('/entity/id', at(1, 'R001'))", "/entity/id"),
    Violation("kg", "put('/entity/id', at(1, 'R001'[::-1]))", "/entity/id"),
    Violation("kg", "put('/entity/id', at(-1, 'A'))", "/entity/id"),
    Violation("kg", "put('/entity/id', at(2, 'R\\t2'))", "/entity/id"),
    Violation("kg", "put('/entity/id', at(2, 'R\\u202e2'))", "/entity/id"),
    Violation("kg", "put('/entity/id', at(2, 'R\\x9b2'))", "/entity/id"),
    Violation("kg", "put('/entity/type', at(0, b'other'))", "/entity/type"),
    Violation("kg", "put('/entity/type', at(-1, b'region'))", "/entity/type"),
    Violation("kg", "put('/entity/type', at(-1, b'street'))", "/entity/type"),
    Violation("kg", "put('/entity/type', lambda t: t[:-1])", "/entity/type"),
    Violation("kg", "put('/entity/lonlat', at((0, 0), 1e300))", "/entity/lonlat"),
    Violation("kg", "put('/entity/lonlat', at((0, 1), np.inf))", "/entity/lonlat"),
    Violation("kg", "put('/entity/lonlat', at((0, 1), np.nan))", "/entity/lonlat"),
    Violation("kg", "put('/entity/lonlat', at((0, 1), 91))", "/entity/lonlat"),
    Violation("kg", "put('/relation/name', lambda n: n[::-1])", "/relation/name"),
    Violation("kg", "put('/relation/name', at(1, f['relation/name'].asstr()[0]))", "/relation/name"),
    Violation("kg", "put('/triple', at((0, 2), 10**6))", "/triple"),
    Violation("kg", "put('/triple', at((0, 0), -1))", "/triple"),
    Violation("kg", "put('/triple', at((0, 1), 99))", "/triple"),
    Violation("kg", "put('/triple', at(5, f['triple'][2]))", "/triple"),
    Violation("kg", "put('/triple', lambda t: t[:, :2])", "/triple"),
    Violation("kg", "put('/triple', lambda t: t, 'f8')", "/triple"),
    Violation("kg", "del f['triple']", "/triple"),
    // knowcl/kge
    Violation("kge", "put('/entity/embedding', lambda e: e[:, :0])", "/entity/embedding"),
    Violation("kge", "put('/entity/embedding', at((3, 1), np.nan))", "/entity/embedding"),
    Violation("kge", "put('/entity/embedding', at((3, 1), -np.inf))", "/entity/embedding"),
    Violation("kge", "put('/entity/id', at(1, 'R001'))", "/entity/id"),
    Violation("kge", "put('/relation/name', at(0, 'Alone'))", "/relation/name"),
    Violation("kge", "put('/relation/name', lambda n: n[::-1])", "/relation/name"),
    Violation("kge", "put('/relation/embedding', lambda e: e[:, :3])", "/relation/embedding"),
    Violation("kge", "put('/relation/embedding', at((0, 0), np.nan))", "/relation/embedding"),
    // knowcl/images
    Violation("images", "put('/region/id', at(1, 'R001'))", "/region/id"),
    Violation("images", "put('/region/id', at(1, '=1+1'))", "/region/id"),
    Violation("images", "put('/image', lambda i: i[:, :0])", "/image"),
    Violation("images", "put('/image', lambda i: i[..., 0])", "/image"),
    Violation("images", "put('/image', lambda i: i[:-1])", "/image"),
    Violation("images", "put('/image', lambda i: i, 'u2')", "/image"),
    Violation(
      "images", "f.attrs['schema_version'] = '1.1'; f['/mask'] = np.full(f['image'].shape[:3], 2, 'u1')",
      "/mask"),
    Violation(
      "images", "f.attrs['schema_version'] = '1.1'; f['/mask'] = np.ones((2, 3, 4), 'u1')", "/mask"),
    Violation(
      "images", "f.attrs['schema_version'] = '1.1'; f['/region/views'] = np.r_[0, np.ones(24)].astype('i4')",
      "/region/views"),
    Violation(
      "images", "f.attrs['schema_version'] = '1.1'; f['/region/views'] = np.r_[2, np.ones(24)].astype('i4')",
      "/region/views"),
    Violation(
      "images", "f.attrs['schema_version'] = '1.1'; f['/band/name'] = np.array(['red', 'red', 'blue'], text)",
      "/band/name"),
    Violation(placed: "f['/window/lonlat'][0, 0, 0] = 1e300", "/window/lonlat"),
    Violation(placed: "f['/window/edges'][0] = [1, 1, 0, 0]", "/window/edges"),
    Violation(placed: "f['/window/edges'][0, 1] = np.nan", "/window/edges"),
    Violation(placed: "del f['/window/edges']", "/window/edges"),
    Violation(placed: "del f['/window'].attrs['crs']", "/window@crs"),
    Violation(placed: "f.attrs['date'] = '31.5.2024'", "/@date"),
    Violation(placed: "f['/region/view_share'] = np.full(25, 2, 'f4')", "/region/view_share"),
    Violation(placed: "f['/region/view_share'] = np.zeros(25, 'f4')", "/region/view_share"),
    // knowcl/model
    Violation("model", "del f['encoder']", "image encoder"),
    Violation("model", "del f['encoder/conv1.weight']", "conv1.weight"),
    Violation("model", "put('/encoder/conv1.weight', at((0, 0, 0, 0), np.nan))", "conv1.weight"),
    Violation("model", "put('/encoder/conv1.weight', lambda w: w[1:])", "conv1.weight"),
    Violation("resumed", "put('/history/loss', at(0, np.nan))", "/history/loss"),
    Violation("resumed", "put('/history/loss', lambda h: h[:-1])", "/history/loss"),
    Violation(
      "resumed", "put('/optimiser/second_moment/projector.0.weight', at((0, 0), -1))",
      "/optimiser/second_moment/projector.0.weight"),
    Violation(
      "resumed", "put('/optimiser/first_moment/projector.0.weight', at((0, 0), np.inf))",
      "/optimiser/first_moment"),
    Violation("resumed", "f.attrs['epoch'] = 1.5", "/@epoch"),
    Violation("resumed", "f.attrs['step'] = np.int64(-3)", "/@step"),
    // knowcl/embeddings
    Violation("embeddings", "put('/embedding', lambda e: e[:, :0])", "/embedding"),
    Violation("embeddings", "put('/embedding', at((0, 0), np.inf))", "/embedding"),
    Violation("embeddings", "put('/embedding', lambda e: e[1:])", "/embedding"),
    Violation("embeddings", "put('/region/id', at(1, 'R001'))", "/region/id"),
    Violation("embeddings", "put('/region/id', at(1, 'R\\n1'))", "/region/id"),
    Violation(
      "embeddings",
      "f.attrs['schema_version'] = '1.1'; f['/feature/name'] = np.array(['a'] * f['embedding'].shape[1], text)",
      "/feature/name"),
    // knowcl/predictions
    Violation("predictions", "put('/split', at((0, 0), 99))", "/split"),
    Violation("predictions", "put('/split', at((0, 0), -2))", "/split"),
    Violation("predictions", "put('/split', lambda s: s[:, 1:])", "/split"),
    Violation("predictions", "f['split'].attrs['kind'] = 'thirds'", "/split"),
    Violation("predictions", "put('/y_true/pop', at(0, np.inf))", "/y_true/pop"),
    Violation(
      "predictions", "put('/y_pred/image+ridge/pop', at((0, 0), -np.inf))", "/y_pred/image+ridge/pop"),
    Violation("predictions", "put('/y_pred/image+ridge/pop', lambda p: p[:, 1:])", "/y_pred/image+ridge/pop"),
    Violation("predictions", "put('/region/id', at(1, 'R001'))", "/region/id"),
    Violation("predictions", "f['/region/lonlat'] = np.full((25, 2), 1e300)", "/region/lonlat"),
    Violation("predictions", "\(Self.distances); put('/distance/pop', lambda d: -d)", "/distance/pop"),
    Violation("predictions", "\(Self.distances); put('/distance/pop', lambda d: d[:, 1:])", "/distance/pop"),
    Violation("predictions", "\(Self.distances); del f['/distance/edu']", "/distance/edu"),
    Violation("predictions", "f.move('y_true/pop', 'y_true/p\\top')", "t.h5"),
    Violation("filled", "put('/estimate/image+ridge/pop/kind', at(0, 7))", "/estimate/image+ridge/pop/kind"),
    Violation(
      "filled", "f['estimate/image+ridge/pop'].attrs['level'] = 1.5", "/estimate/image+ridge/pop@level"),
    Violation(
      "filled", "put('/estimate/image+ridge/pop/estimate', at(0, np.inf))",
      "/estimate/image+ridge/pop/estimate"),
    Violation("filled", "put('/value/pop', at(0, np.inf))", "/value/pop"),
    // knowcl/predictor
    Violation("predictor", "put('/model/image+ridge/pop/seed', at(0, 7))", "/model/image+ridge/pop"),
    Violation("predictor", "f['/model/image+ridge/pop'].attrs['model'] = 'oracle'", "/model/image+ridge/pop"),
    Violation("predictor", "del f['/model/image+ridge/pop/run/1/mean']", "/model/image+ridge/pop"),
  ]

  /// Gives the pictures of a file places.
  private static let placed = """
    f.attrs['schema_version'] = '1.2'; f['/window/lonlat'] = np.zeros((25, 4, 2)); \
    f['/window/edges'] = np.tile([0., 0, 1, 1], (25, 1)); f['/window'].attrs['crs'] = 'EPSG:4326'; 
    """

  /// Gives the predictions of a file distances.
  private static let distances = """
    f.attrs['schema_version'] = '1.2'; \
    [f.create_dataset('/distance/' + name, data=np.ones(f['/split'].shape)) for name in ('pop', 'edu')]
    """

  @Test func whatBreaksARuleIsRefusedByNameInOneLine() throws {
    try TinyCity.with { shell in
      let made = try shell.run(
        """
        si-predict image=embeddings.h5 -i city/indicators.csv --indicator pop --folds 3 --model ridge --fill \
        -o filled.h5 --save predictor.h5 -q > filled.tsv && cp model.h5 resumed.h5
        """)
      try #require(made.status == 0, "\(made.error)")
      for (file, line) in Self.readers.sorted(by: { $0.key < $1.key }) {
        let whole = try shell.run("cp \(file).h5 t.h5 && \(line) -q > /dev/null")
        #expect(whole.status == 0, "\(line) as it is: \(whole.error)")
      }
      for violation in Self.violations {
        try shell.write(Self.prelude + violation.edit + "\n", to: "edit.py")
        let edited = try shell.run(
          "cp \(violation.file).h5 t.h5 && rm -f none.h5 && \(Python.path) edit.py t.h5")
        try #require(edited.status == 0, "\(violation.testDescription): \(edited.error)")
        let line = try #require(Self.readers[violation.file])
        let result = try shell.run("\(line) -q > /dev/null")
        #expect(
          result.status == 65 && result.error.split(separator: "\n").count == 1
            && result.error.contains(violation.words),
          "\(violation.testDescription): status \(result.status): \(result.error)")
        #expect(!shell.files.contains("none.h5"), "\(violation.testDescription)")
      }
    }
  }
}
