/** A file that can't be run, with what to write instead. */
export class CorpusError extends Error {
  override readonly name = "CorpusError"
}
