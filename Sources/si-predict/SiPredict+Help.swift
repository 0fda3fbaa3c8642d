internal import Prediction

extension SiPredict {
  private static func describe(_ kinds: [PredictorKind]) -> String {
    kinds.map { "\($0.name): \($0.summary)" }.joined(separator: "; ")
  }

  static let helpText = """
    Reads features of regions (embeddings.h5, the regions of kge.h5, or an AnnData .h5ad), joins them to \
    indicators by region id, trains on some regions, predicts the others and prints a table of scores: \
    features, indicator, split, metric, mean, sd, n, separated by tabs. mean and sd are over n seeds. \
    Everything is fitted to ln(1 + indicator), or on the scale of --transform; r2, rmse, mae, mape, pearson and \
    spearman are on that scale, the same with _raw on the indicator's own. mape leaves out labels of 0, mape_skipped counts them, \
    regions counts the labels scored. A score that is not defined is an empty field.

    MODELS. \(describe(PredictorKind.models.filter { !$0.inputs.isEmpty })). Baselines need no features: \
    \(describe(PredictorKind.baselines)). What is chosen (penalty and l1 ratio; features of a split; depth and \
    number of trees) is what has the least squared error on the validation part, never on test regions.

    mlp (AdamW on the full batch; stops after 300 epochs without a better validation R²; reports its best \
    epoch) has the published settings of pop, edu and crime. These were found on the features of an image \
    encoder, which it takes raw, as published. \
    Other features are standardised over the training regions, and labels with them: on small raw features \
    the settings spend most epochs on reaching the labels' mean, build it out of the features, since \
    weight decay acts on biases too, and are far off where features differ. Other indicators take the \
    settings of edu, on standardised labels. --[no-]standardise and --[no-]standardise-labels override \
    this; --reference is the published way for all.

    SPLITS. --split FILE is a table region,split with train, val and test; --split-index takes the index \
    files of the reference. --folds K tests every region once and scores the pooled predictions: single \
    regions at random, or whole blocks: --block-size (grid cells), --cluster-blocks (clusters of places by \
    k-means, drawn with --seed) or --blocks (a table region,block, or the --block-column of one, such as \
    borough), which takes away what a random split gives to location. --folds each makes a fold of every block, the \
    same for every seed: leave one county out, or without blocks one region. --buffer METRES also keeps regions that are nearer than that to \
    tested ones from training. Other folds differ from seed to seed. In \
    cross-validation a quarter of the training part, in whole blocks, is kept for the early stopping of mlp \
    and for choosing settings; models other than mlp are then fitted to all of the training part.

    FOLDS. --print-folds fits nothing: it prints the folds that --folds, blocks and --seed make of the regions of --regions (or \
    of --indicators, or --coordinates) as a table region,fold, numbered as -o has them, from 0; --folds each --blocks FILE takes \
    them again. With --test-fold N it prints a table region,split, in which fold N tests and the others train, for --split \
    and for cl-train --split: what learns from labels is trained once a fold, and --score pools what each predicts.

    REPLICATES. One name given to several files, tucker=kge-1.h5 tucker=kge-2.h5, makes them replicates of \
    the same features, such as embeddings trained with different seeds. Run i of --seeds takes file i modulo \
    their number, and there are at least as many runs as files; so mean and sd are over the training of the \
    embeddings too. Several names take their files in step: pair the seeds by giving them in one order.

    PARTS. Features may lie in several files, each with some of the regions, such as img-embed --shard writes: \
    image=north.h5,south.h5 names them, and 'image=part-*.h5' names those that match, in natural order (part-2 before \
    part-10). It is quoted so that the shell leaves it alone; *, ? and [...] are as in the shell. Parts have one number of \
    features, of one encoder, and no region in common. A file that has such a name is taken for itself.

    SCALES. --transform log1p, ln(1 + y), is for amounts that spread over magnitudes; identity, y itself, for \
    indices and rates of either sign; logit, ln(y / (1 - y)), for shares above 0 and below 1; sqrt for counts. \
    --transform logit,income=log1p takes logit for all indicators but one. The scale is in predictions, saved \
    models and tables of both; y_true and y_pred are on it. mlp takes its published settings for raw labels \
    on ln(1 + y) only.

    TRANSFER. --apply NAME@LABEL=FILE asks what models of the features NAME do with those of FILE: they are \
    fitted (standardised, tuned, stopped) on NAME's own file, the training regions keep those features, and \
    all other regions are predicted with the rows of FILE. The results are called NAME@LABEL, next to NAME. \
    NAME's replicates go with as many files of one NAME@LABEL, in order, or all with one file.

    ESTIMATES. --fill estimates every region that has features, on the indicator's own scale: region, indicator, \
    model, kind, estimate, low, high, applicability, dissimilarity. Regions with a label keep their out-of-fold \
    prediction, and scores are those of these regions alone; others (filled) are predicted by the model that \
    --save writes, fitted to all labels; with --split what trained it is in-sample. Means over seeds and \
    replicates. estimate is the median, or --estimate mean. low and high are CV+ intervals over the folds in use, \
    the union over runs: with blocked folds those of places as far from the survey; infinite where labels are \
    too few for --level. applicability says whether a region is like those that the model learnt from (inside) \
    or not (outside), dissimilarity how far it is from them. Which regions there are say --regions, features that \
    are no graph's, and the ids of indicators, split and coordinates; an empty indicator and an absent line are \
    one. The table goes to --estimates FILE; without, into -o FILE; else to standard output, and scores to \
    --metrics FILE or, in short, to standard error.

    TOTALS. --totals FILE --by COLUMN multiplies the estimates of each group, and their bounds, so that they add up \
    to its total, or so that their mean is, weighted by a column (--weights edu=people). --groups is the table of \
    the regions' groups and weights, if it is not that of the indicators. --keep-known counts labels as they are, \
    and scales the other regions to what is left.

    MAPS. --to-geojson FILE fits nothing: it prints the polygons of --regions with the estimates that an earlier \
    -o FILE holds, as properties pop_estimate, pop_low, pop_high, pop_kind, pop_applicability, pop_dissimilarity, pop_truth and \
    pop_error, null where there is none. --features names the model where there are several.

    OTHER CITIES. --target LABEL=INDICATORS names another city, whose regions have other ids, and --apply \
    NAME@LABEL=FILE its features. It needs no labels: without =INDICATORS, or where they are unknown, regions are \
    predicted (with --fill estimated) and not judged. The models of NAME are fitted on the first city (the training part of a \
    split; with --folds all of it, less a quarter that stops mlp) and predict every region of the other: results \
    NAME@LABEL, split LABEL/test; with the baseline mean also mean@LABEL.

    DISTANCES. --distances adds a row distance to test scores: the median of the metres from a test region to \
    the nearest label that the model could learn from. -o FILE then holds every region's, and --to-tsv prints it. With blocks, buffers and \
    --folds each it says from how far on features are worth more than place (docs/distance.md).

    STATISTICS. --bootstrap N adds the columns low and high to test scores: the percentile interval over N \
    resamples of the test regions, of whole blocks where the split is blocked. --moran adds rows for the \
    residuals on the scale of --transform: moran_i, moran_i_expected, moran_z (against normal values) and p_moran (one-sided, \
    by permutation): a small p says that neighbours err alike, so that place holds what the model misses. \
    --versus NAME adds rows for each other result of the indicator: r2_gain:NAME (mean and sd over the \
    runs, and its interval), p_signflip:NAME (random signs of the differences of squared errors of regions, \
    or of blocks; exact where there are few) and p_ttest:NAME (paired t over the runs' r2; its runs share \
    regions, so it speaks of training and folds only). NAME is a result (coordinates, clear+ridge) or features \
    (clear: the same model on them, so that clear@cloudy+ridge is tested against clear+ridge).

    JOINS. --join NAME=A,B adds features NAME, the columns of A and B side by side, replicates in step. The \
    part 'trend' stands for all products of powers of longitude and latitude up to degree 3: --join \
    place=trend --join both=trend,tucker shows what the features tucker add to smooth location.

    SAVED MODELS. --save FILE also fits every model and baseline once more to all that may train it, as \
    for another city: to the training part of a split (then it is the model that the scores judge), with \
    --folds to all regions, less the part that stops mlp. FILE holds each with its scales, for every run that \
    can differ. --from FILE fits nothing: it applies them to every region that the features on the \
    command line know (--regions takes some of them, as it must of all entities of a graph), which go by the \
    names that they were fitted under; one \
    file without a name stands for the only name there is. --features and --indicator choose among the \
    models. It prints region, indicator, features, seed, y_pred (on the scale ln(1 + indicator), or of --transform) and \
    y_pred_raw (on the indicator's own); -o writes them as predictions without labels. Of models \
    that were saved with --fill it prints estimates with their bounds instead.

    TABLES. --to-tsv FILE fits nothing: it prints what an earlier -o FILE holds as lines region, indicator, \
    features, seed, split, y_true, y_pred (on the scale ln(1 + indicator), or of --transform), of the first run unless --run or \
    --all-runs says otherwise. Where folds take turns, every line is an out-of-fold prediction and test. Regions without a label have an \
    empty y_true and the split filled. With --estimates FILE it prints the estimates that the file holds. \
    With --target LABEL it prints the regions of that city.

    SCORES OF PREDICTIONS. --score FILE … fits nothing: it prints the scores of predictions that are there, by the same \
    measures as those of a run. A file is what -o wrote, or a table by the names of its columns: region, indicator, y_true \
    and y_pred, and where there are several of them features, seed and split, as --to-tsv prints them; another program's \
    predictions are judged alike, theirs=out.csv calling the features where the table does not. Both numbers are on the scale \
    of --transform; y_true_raw and y_pred_raw are on the indicator's own. Test regions with a label count (without split all \
    are test), and those of all files are one: folds that were predicted one by one have the score of the whole. A region that \
    comes twice for one features, indicator and seed is an error. Runs are seeds. --regions, --indicator and --features choose; \
    --bootstrap and --versus work as in a run, on single regions or on --blocks. --known-means-by COLUMN --groups FILE shifts \
    predictions so that each group's mean is that of its labels, run by run: what is left to tell regions of a group apart, and a \
    bound for what --totals can give.

    Note that graph and images of test regions take part in training the embeddings (not their labels): the \
    evaluation is transductive unless those were left out.

    EXAMPLES
      si-predict embeddings.h5 --indicators indicators.csv --indicator pop,edu \\
        --split split.csv --model ridge,mlp --baselines mean,coordinates --seeds 5 > metrics.tsv

      si-predict 'image=shard-*.h5' --indicators country.csv --indicator pop --folds 10 --cluster-blocks 50

      si-predict graph=kge.h5 image=embeddings.h5 --indicators region2info.json --indicator income \\
        --folds 5 --block-size 0.03 --seeds 5 --summary -o predictions.h5

      img-embed model.h5 images.h5 | si-predict trained=- --indicators region2info.json \\
        --indicator edu --split-index train.csv,val.csv,test.csv --split-regions region_img_name.csv

      si-predict tucker=kge-1.h5 tucker=kge-2.h5 tucker=kge-3.h5 --indicators indicators.csv \\
        --indicator pop --split split.csv

      si-predict clear=trained-1.h5 --apply clear@cloudy=cloudy-1.h5 \\
        clear=trained-2.h5 --apply clear@cloudy=cloudy-2.h5 \\
        --indicators indicators.csv --indicator pop --split split.csv

      si-predict image=here.h5 --indicators here.csv --indicator pop --folds 5 --cluster-blocks 20 --seeds 5 \\
        --model ridge,elastic-net,gradient-boosting --baselines mean,coordinates --bootstrap 1000 --moran \\
        --versus coordinates --target there=there.csv --apply image@there=there.h5

      si-predict image=here.h5 --indicators here.csv --indicator pop --folds 5 --save predictor.h5
      si-predict --from predictor.h5 image=anywhere.h5 > map.tsv

      si-predict --to-tsv predictions.h5 --indicator pop --features clear+ridge > scatter.tsv

      si-predict --print-folds --test-fold 0 --folds 5 --block-size 0.03 --regions tiles.csv \\
        --coordinates kg.h5 > split-0.csv

      si-predict --score fold-1.tsv fold-2.tsv fold-3.tsv theirs=their-folds.csv --versus theirs

      si-predict graph=kge.h5 --regions kg.h5 --indicators survey.csv --indicator pop,edu --transform edu=logit \\
        --folds 10 --fill --estimates estimates.csv -o predictions.h5 --save predictor.h5
      si-predict --to-geojson predictions.h5 --regions tracts.geojson > map.geojson

    EXIT STATUS
      0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
    """
}
