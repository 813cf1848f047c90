import type { Piece } from "../../../kernel/known.ts"
import type { Label } from "../../../kernel/taint/label.ts"
import type { Slot } from "../../../kernel/taint/taint.ts"
import type { Copy } from "./made-of.ts"
import type { Looked } from "./words.ts"

/** A place of a call: where what stands there comes from, and what that comes to. */
export interface Place {
  readonly piece: Piece
  readonly label: Label
  /** What was found there. */
  readonly looked: readonly Looked[]
  /** What has to be there before the piece can be named. */
  readonly copies: readonly Copy[]
  /** Whether the piece has all of the label. */
  readonly isWhole: boolean
}

export type Places = Readonly<Record<Slot, Place>>
