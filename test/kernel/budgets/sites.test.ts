import { budgets } from "../../../kernel/budgets/index.ts"
import { broken } from "../../../verification/domains/budgets/broken.ts"
import { everySite } from "../../fixtures/sites.ts"
import type { Rows } from "./sites/case.ts"
import { narrowing, thawing, widening } from "./sites/change.ts"
import { lapsing, releasing, settling, unreserving } from "./sites/end.ts"
import { opening, reserving } from "./sites/reserve.ts"

const rows = (): Rows => ({
  ...opening(),
  ...reserving(),
  ...releasing(),
  ...settling(),
  ...unreserving(),
  ...lapsing(),
  ...widening(),
  ...narrowing(),
  ...thawing(),
})

everySite(budgets, broken, rows)
