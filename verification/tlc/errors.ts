/** What is wrong with Java or with TLC on this machine. The message is one line and says what to do. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError"
}

/** TLC gave no verdict: the JVM died, or what it wrote can't be read. A verdict, whatever it says, is never an error. */
export class TlcError extends Error {
  override readonly name = "TlcError"
}

/** A run asked for in a way in which TLC's word is worth nothing (more than one worker, `-continue`). */
export class UnsoundRunError extends Error {
  override readonly name = "UnsoundRunError"
}
