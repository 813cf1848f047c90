/** The exploration itself is at fault: two kernel states that the model can't tell apart, or a site that isn't there. */
export class ExplorationError extends Error {
  override readonly name = "ExplorationError"
}
