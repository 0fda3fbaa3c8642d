#if MPI
  internal import CMPI
  internal import Foundation
  internal import Ranks
  internal import Support

  /// The processes of MPI_COMM_WORLD.
  ///
  /// Bytes go straight from rank to rank, so what arrives depends on no algorithm of MPI's. Waiting is a loop of ours, which
  /// sees when a rank is gone or silent: MPI itself would wait for ever.
  final class MPIRanks: Ranks {
    let count: Int
    let own: Int
    private(set) var traffic = RankTraffic()
    private let tool: String
    private let timeout: Duration
    private var peers = RankPeers()

    /// The most that one message of MPI's can have is 2³¹ − 1 bytes.
    private static let largest = 1 << 30
    /// How long to ask without a break, and how often to look after the others.
    private static let (patience, lookout) = (Duration.milliseconds(2), Duration.milliseconds(50))

    init(tool: String, timeout: Double) throws {
      self.tool = tool
      self.timeout = .seconds(timeout)
      var (own, count): (Int32, Int32) = (0, 0)
      let error = kn_mpi_start(&own, &count)
      guard error == 0 else { throw Failure(.system, nil, "MPI does not start: \(Self.message(error))") }
      self.own = Int(own)
      self.count = Int(count)
      if count > 1 { peers = RankPeers(gather(RankPeers.description), own: self.own) }
      traffic = RankTraffic()
    }

    func exchange(_ sent: [UnsafeRawBufferPointer], _ received: [UnsafeMutableRawBufferPointer]) {
      guard count > 1 else { return }
      let start = ContinuousClock.now
      for distance in 1..<count {
        // Each begins with the next one, so that not all turn to the same.
        let (to, from) = ((own + distance) % count, (own + count - distance) % count)
        for part in Self.parts(received[from].count) {
          check(kn_mpi_receive(received[from].baseAddress! + part.lowerBound, Int32(part.count), Int32(from)))
        }
        for part in Self.parts(sent[to].count) {
          check(kn_mpi_send(sent[to].baseAddress! + part.lowerBound, Int32(part.count), Int32(to)))
        }
        traffic.bytes += sent[to].count
      }
      wait(since: start)
      traffic.exchanges += 1
      traffic.time += ContinuousClock.now - start
    }

    func leave() { check(kn_mpi_end()) }

    func giveUp() {
      for rank in 0..<count where rank != own { _ = kn_mpi_give_up(Int32(rank)) }
    }

    /// Another rank has said why all end; its end ends this one, and its status is to be the first that `mpirun` sees.
    private func waitForTheEndIfGivenUp() {
      var given: Int32 = 0
      // The first question may only bring the answer.
      for _ in 0..<4 where given == 0 { check(kn_mpi_given_up(&given)) }
      guard given != 0 else { return }
      for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
      sleep(10)
      _exit(Failure.Kind.temporary.rawValue)
    }

    private static func parts(_ bytes: Int) -> [Range<Int>] {
      stride(from: 0, to: bytes, by: largest).map { $0..<min(bytes, $0 + largest) }
    }

    private func wait(since start: ContinuousClock.Instant) {
      var done: Int32 = 0
      var next = start + Self.lookout
      while true {
        check(kn_mpi_done(&done))
        if done != 0 { return }
        let now = ContinuousClock.now
        if now > next {
          waitForTheEndIfGivenUp()
          let lost = peers.lost
          if let first = lost.first {
            end("rank \(first.rank), process \(first.process), is gone", missing: Set(lost.map(\.rank)))
          }
          if now - start > timeout {
            end("the other ranks have not answered for \(timeout.components.seconds) s (--timeout)")
          }
          next = now + Self.lookout
        }
        if now - start < Self.patience { sched_yield() } else { usleep(50) }
      }
    }

    private func check(_ error: Int32) {
      if error != 0 { end("MPI: \(Self.message(error))") }
    }

    /// A step that lacks a part cannot be ended, and nothing of it be kept.
    /// - Parameter missing: ranks that cannot say it.
    private func end(_ message: String, missing: Set<Int> = []) -> Never {
      if !missing.isSuperset(of: 0..<own) { RankStart.letTheFirstSpeak() }
      giveUp()
      TemporaryFiles.removeAll()
      StandardError.write(
        "\(tool): \(message); a checkpoint that was written stands, --resume goes on from it\n")
      // Not exit(): what is to be done at the end of a process may wait for the others.
      _exit(Failure.Kind.temporary.rawValue)
    }

    private static func message(_ error: Int32) -> String {
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
        kn_mpi_message(error, text.baseAddress, text.count)
        return String(cString: text.baseAddress!)
      }
    }
  }
#endif
