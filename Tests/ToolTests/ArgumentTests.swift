import Foundation
import Testing

@Suite struct `The tool's command line` {
  @Test func `answers a mistake with what was probably meant`() throws {
    try Script.play(
      """
      $ mtls
      stdout usage: mtls COMMAND
      $ mtls kay new
      exit 2
      stderr did you mean: mtls key
      $ mtls key nwe
      exit 2
      stderr did you mean: mtls key new
      $ mtls key
      exit 2
      stderr mtls key new
      $ mtls key new --otu a.key
      exit 2
      stderr did you mean: --out
      $ mtls key new --out
      exit 2
      stderr --out: a value is missing
      $ mtls key new
      exit 2
      stderr --out is missing
      $ mtls key new --out a.key --type p255
      exit 2
      stderr did you mean: p256
      $ mtls key new --out a.key --out b.key
      exit 2
      stderr stands twice
      $ mtls key new a.key --out b.key
      exit 2
      stderr there is no place for a.key
      $ mtls key new --out a.key --json=yes
      exit 2
      stderr takes no value
      missing a.key
      missing b.key
      """)
  }

  @Test
  func `takes values behind an equals sign, behind a letter, and operands behind two hyphens`()
    throws
  {
    try Script.play(
      """
      $ mtls key new --out=a.key -tp384 -q
      mode a.key 0600
      !stderr private key
      $ mtls csr show -- -x.csr
      exit 3
      stderr -x.csr: there is no such file
      """)
  }

  @Test(arguments: [
    "key new", "csr new", "csr show", "csr verify", "ca init", "ca sign", "ca revoke",
    "ca crl", "cert show",
    "cert verify",
    "connect", "call", "serve", "demo", "bench local", "bench connect", "trace", "trace replay",
    "trace diff", "lab list", "lab run", "completion", "manual",
  ])
  func `helps with every command, by an example that can be pasted`(command: String) throws {
    try Script.play(
      """
      $ mtls \(command) --help
      stdout usage: mtls \(command)
      stdout examples:
      stdout --json
      $ mtls help \(command)
      stdout usage: mtls \(command)
      $ mtls manual
      stdout .SS mtls \(command)
      """)
  }

  @Test func `makes completion scripts that the shell understands`() throws {
    try Script.play(
      """
      $ sh -c '\(Script.executable.path) completion bash > c.bash && bash -n c.bash'
      $ bash -c 'source c.bash; COMP_WORDS=(mtls key ""); COMP_CWORD=2; _mtls; echo "${COMPREPLY[@]}"'
      stdout new
      $ bash -c 'source c.bash; COMP_WORDS=(mtls key new --o); COMP_CWORD=3; _mtls; echo "${COMPREPLY[@]}"'
      stdout --out
      $ bash -c 'source c.bash; COMP_WORDS=(mtls key new --type p); COMP_CWORD=4; _mtls; echo "${COMPREPLY[@]}"'
      stdout p256 p384
      $ mtls completion fish
      stdout -l cacert
      $ mtls completion zsh
      stdout #compdef mtls
      $ mtls completion csh
      exit 2
      """)
  }
}
