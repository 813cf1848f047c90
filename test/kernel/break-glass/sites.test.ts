import { breakGlass } from "../../../kernel/break-glass/index.ts"
import { broken } from "../../../verification/domains/break-glass/broken.ts"
import { everySite } from "../../fixtures/sites.ts"
import type { Rows } from "./sites/case.ts"
import { requesting } from "./sites/request.ts"
import { countersigning, denying, lapsing } from "./sites/settle.ts"
import { expiring, usage, revoking } from "./sites/use.ts"

const rows = (): Rows => ({
  ...requesting(),
  ...countersigning(),
  ...denying(),
  ...lapsing(),
  ...usage(),
  ...revoking(),
  ...expiring(),
})

everySite(breakGlass, broken, rows)
