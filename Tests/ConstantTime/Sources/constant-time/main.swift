// Runs the checks named, or all; under valgrind, by Tests/constant-time.sh.

let names = CommandLine.arguments.dropFirst()
if names == ["--list"] {
  for check in Check.all { print(check.name) }
} else {
  let checks = (Check.all + [.leaky])
    .filter { names.isEmpty ? $0.name != "leaky" : names.contains($0.name) }
  guard !checks.isEmpty else { fatalError("there is no check of these names") }
  for check in checks { print(check.name, try check.run()) }
}
