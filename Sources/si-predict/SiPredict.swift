import ArgumentParser
import Shared

@main struct SiPredict: Tool {
  static let configuration = CommandConfiguration(
    commandName: "si-predict",
    abstract: "Predict socioeconomic indicators from embeddings of regions, and score the predictions.",
    discussion: """
      Reads features of regions (embeddings.h5, the regions of kge.h5, or an AnnData .h5ad), joins them to \
      indicators by region id, trains on some regions, predicts the others and prints a table of scores: \
      features, indicator, split, metric, mean, sd, n, separated by tabs. mean and sd are over n seeds. \
      Everything is fitted to ln(1 + indicator); r2, rmse, mae, mape, pearson and spearman are on that scale, \
      the same with _raw on the indicator's own. mape leaves out labels of 0, mape_skipped counts them, \
      regions counts the labels scored. A score that is not defined is an empty field.

      MODELS. ridge: on standardised features, the penalty chosen by closed-form leave-one-out. mlp: the \
      published predictor (Linear, dropout, ReLU, Linear; AdamW on the full batch; stops after 300 epochs \
      without a better validation R²; reports its best epoch) with the published settings of pop, edu \
      and crime. These were found on the 512 features of an image encoder, which it takes raw, as published. \
      Other features are standardised over the training regions, and labels with them: on small raw features \
      the settings spend most epochs on reaching the labels' mean, build it out of the features, since \
      weight decay acts on biases too, and are far off where features differ. Other indicators take the \
      settings of edu, on standardised labels. --[no-]standardise and --[no-]standardise-labels override \
      this; --reference is the published way for all. \
      knn: mean of the nearest training regions in feature space. Baselines need no features: mean is the \
      training mean, coordinates the mean of the nearest training regions on the map.

      SPLITS. --split FILE is a table region,split with train, val and test; --split-index takes the index \
      files of the reference. --folds K tests every region once and scores the pooled predictions: single \
      regions at random, or with --block-size (grid cells) or --blocks (a table region,block) whole blocks, \
      which takes away what a random split gives to location. Folds differ from seed to seed. In \
      cross-validation a quarter of the training part is kept for the early stopping of mlp; other models \
      train on all of it.

      REPLICATES. One name given to several files, tucker=kge-1.h5 tucker=kge-2.h5, makes them replicates of \
      the same features, such as embeddings trained with different seeds. Run i of --seeds takes file i modulo \
      their number, and there are at least as many runs as files; so mean and sd are over the training of the \
      embeddings too. Several names take their files in step: pair the seeds by giving them in one order.

      TRANSFER. --apply NAME@LABEL=FILE asks what models of the features NAME do with those of FILE: they are \
      fitted (standardised, tuned, stopped) on NAME's own file, the training regions keep those features, and \
      all other regions are predicted with the rows of FILE. The results are called NAME@LABEL, next to NAME. \
      NAME's replicates go with as many files of one NAME@LABEL, in order, or all with one file.

      JOINS. --join NAME=A,B adds features NAME, the columns of A and B side by side, replicates in step. The \
      part 'trend' stands for all products of powers of longitude and latitude up to degree 3: --join \
      place=trend --join both=trend,tucker shows what the features tucker add to smooth location.

      TABLES. --to-tsv FILE fits nothing: it prints what an earlier -o FILE holds as lines region, indicator, \
      features, seed, split, y_true, y_pred (on the scale ln(1 + indicator)), of the first run unless --run or \
      --all-runs says otherwise. Where folds take turns, every line is an out-of-fold prediction and test.

      Note that graph and images of test regions take part in training the embeddings (not their labels): the \
      evaluation is transductive unless those were left out.

      EXAMPLES
        si-predict embeddings.h5 --indicators indicators.csv --indicator pop,edu \\
          --split split.csv --model ridge,mlp --baselines mean,coordinates --seeds 5 > metrics.tsv

        si-predict graph=kge.h5 image=embeddings.h5 --indicators region2info.json --indicator income \\
          --folds 5 --block-size 0.03 --seeds 5 --summary -o predictions.h5

        img-embed model.h5 images.h5 | si-predict trained=- --indicators region2info.json \\
          --indicator edu --split-index train.csv,val.csv,test.csv --split-regions region_img_name.csv

        si-predict tucker=kge-1.h5 tucker=kge-2.h5 tucker=kge-3.h5 --indicators indicators.csv \\
          --indicator pop --split split.csv

        si-predict clear=trained-1.h5 --apply clear@cloudy=cloudy-1.h5 \\
          clear=trained-2.h5 --apply clear@cloudy=cloudy-2.h5 \\
          --indicators indicators.csv --indicator pop --split split.csv

        si-predict --to-tsv predictions.h5 --indicator pop --features clear+ridge > scatter.tsv

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("si-predict"))

  static let optionsWithoutEffect = ["--metrics=", "--summary"]

  @Argument(
    help: ArgumentHelp(
      "Features by region, each with a name for the results (default: the file's); - is standard input. Files of one name are replicates.",
      valueName: "name=file"))
  var features: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also predict with these features by the models of the features NAME; repeat.",
      valueName: "name@label=file"))
  var apply: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also features NAME, the columns of others side by side; 'trend' is a cubic trend surface over the map; repeat.",
      valueName: "name=a,b"))
  var join: [String] = []

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Split") var split: SplitOptions
  @OptionGroup(title: "Models") var models: ModelOptions
  @OptionGroup(title: "Results") var results: ResultOptions
  @OptionGroup(title: "Tables") var table: TableOptions
  @OptionGroup(title: "Common options") var common: CommonOptions

  func validate() throws {
    if table.toTsv != nil {
      guard features.isEmpty && apply.isEmpty && join.isEmpty else {
        throw ValidationError("--to-tsv prints one file of predictions and takes no features")
      }
      return
    }
    _ = try data.requireIndicators()
    try split.requireOne()
    if features.isEmpty && join.isEmpty && models.baselines.isEmpty {
      throw ValidationError("give features, or --baselines")
    }
    let tables = [
      data.indicators, data.coordinates, data.regions, split.split, split.splitRegions, split.blocks,
    ]
    let indices = list([split.splitIndex].compactMap { $0 })
    let inputs = (features + apply).map { NamedFile($0).path } + tables.compactMap { $0 } + indices
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
    let sets = try featureFiles()
    let joins = try featureJoins()
    if results.label != nil && sets.count + joins.count != 1 {
      throw ValidationError("--label goes with features of one name; use NAME=FILE with several")
    }
    let runs = runs(sets)
    if runs > 1, common.seed > UInt64.max - UInt64(runs) {
      throw ValidationError("--seed leaves no room for \(runs) seeds")
    }
  }

  func featureFiles() throws -> [FeatureFiles] { try FeatureFiles.sets(features: features, applied: apply) }

  func featureJoins() throws -> [FeatureJoin] { try FeatureJoin.joins(join, of: featureFiles()) }

  /// At least one for each replicate.
  private func runs(_ sets: [FeatureFiles]) -> Int {
    sets.map(\.paths.count).reduce(split.seeds, max)
  }

  func run(_ context: Context) throws {
    if let path = table.toTsv { return try printTable(of: path, context) }
    if let output = results.output { try context.checkHDF5Output(output) }
    let regions = try RegionData(self, context)
    let runs = runs(try featureFiles())
    let evaluation = Evaluation(
      plan: try plan(for: regions), seeds: (0..<UInt64(runs)).map { common.seed + $0 })
    for set in regions.features where runs % set.replicates.count != 0 {
      context.log.notice(
        "\(set.name): \(runs) runs take its \(set.replicates.count) replicates unequally often")
    }
    let tasks = tasks(for: regions)
    context.log.info(
      "\(regions.ids.count) regions, \(tasks.count) models of \(regions.indicators.count) indicators, \(runs) runs"
    )
    let outcome = try evaluation.run(tasks) { context.progress("runs", total: $0) }
    try report(
      PredictionFile(
        ids: regions.ids, coordinates: regions.coordinates, plan: evaluation.plan, seeds: evaluation.seeds,
        split: split.name, tasks: tasks, results: outcome), context)
  }
}
