import ArgumentParser
import Foundation
internal import GraphNetworks
internal import HDF5
internal import Numerics
internal import Schemas
internal import Support
internal import Tooling

/// Not a stage of the pipeline and not installed: `make bench` times the graph encoder alone with it.
@main struct GraphSteps: Tool {
  static let configuration = CommandConfiguration(
    commandName: "graph-steps",
    abstract: "Take training steps of the graph encoder alone, for benchmarks.",
    discussion: """
      Reads a knowcl/kg and its knowcl/kge, and prints a line after every forward and backward pass of \
      CompGCN. With -o it takes one step without dropout instead and writes /parameter, /output and the \
      /gradient of Σ cosine of i · output[i].

      EXAMPLE
        graph-steps --graph kg.h5 --embedding kge.h5 --steps 100
      """,
    version: versionText("graph-steps"))

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Knowledge graph (knowcl/kg).", valueName: "file"), completion: .file())
  var graph: String
  @Option(help: ArgumentHelp("Embedding of the graph (knowcl/kge).", valueName: "file"), completion: .file())
  var embedding: String
  @Option(help: "Forward and backward passes.") var steps = 100
  @Option(
    help: ArgumentHelp(
      "See sampled neighbourhoods of --batch regions in each step, as cl-train --neighbours does.",
      valueName: "k1,k2"))
  var neighbours: String?
  @Option(help: ArgumentHelp("Regions of a step with --neighbours.", valueName: "n")) var batch = 128
  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: ArgumentHelp("File to write the results of one pass to.", valueName: "file"), completion: .file())
  var output: String?

  func run(_ context: Context) throws {
    let graph = try context.readHDF5(graph, .knowledgeGraph) { try KnowledgeGraph(from: $0) }
    let table = try context.readHDF5(embedding, .graphEmbedding) { try GraphEmbedding(from: $0) }
    let tables = try CompGCN.tables(of: table, for: graph, subject: embedding)
    var options = CompGCN.Options()
    if output != nil {
      options.sumDropout = 0
      options.outputDropout = 0
    }
    if let neighbours {
      let limits = neighbours.split(separator: ",").compactMap { NeighbourLimit($0) }
      guard limits.count == options.layers, output == nil, (1...graph.regionCount) ~= batch else {
        throw ValidationError(
          "--neighbours takes two numbers, a batch of up to \(graph.regionCount) regions and no -o")
      }
      options.neighbours = limits
    }
    let encoder = try CompGCN(
      CompGCNGraph(graph), nodes: tables.nodes, relations: tables.relations, options: options,
      seed: context.seed)
    let gradient = Tensor(tables.nodes.shape)
    for index in 0..<gradient.count { gradient[index] = Float(Elementary.cos(Double(index))) }
    if options.neighbours != nil { return try takeSampledSteps(encoder, regions: graph.regionCount, context) }
    guard let output else {
      for step in 0..<UInt64(max(0, steps)) {
        _ = encoder.forward(training: true, step: step)
        encoder.backward(gradient)
        try context.print("step \(step + 1)")
      }
      return
    }
    let result = encoder.forward(training: true, step: 0)
    encoder.backward(gradient)
    var tensors = [("/output", result)]
    for parameter in encoder.parameters {
      tensors.append(("/parameter/\(parameter.name)", parameter.value))
      tensors.append(("/gradient/\(parameter.name)", parameter.gradient))
    }
    try context.writeHDF5(output, .model) { file in
      for (path, tensor) in tensors {
        try file.write(
          tensor.array, to: path, shape: tensor.shape,
          HDF5Layout("of one pass without dropout", dimensions: [], compressed: false))
      }
    }
  }

  private func takeSampledSteps(_ encoder: CompGCN, regions: Int, _ context: Context) throws {
    let gradient = Tensor([batch, encoder.dimension])
    for index in 0..<gradient.count { gradient[index] = Float(Elementary.cos(Double(index))) }
    for step in 0..<max(0, steps) {
      let entities = (0..<batch).map { (step * batch + $0) % regions }
      _ = encoder.forward(of: entities, training: true, step: UInt64(step))
      encoder.backward(rows: entities, gradient)
      try context.print("step \(step + 1)")
    }
  }
}
