import { AmountText } from "../config/budgets/section.ts"
import { argument } from "./argument.ts"

/** An amount as it is written on a command line. */
export const amountOf = (written: string) => argument(AmountText, written, "write a whole number from 0")
