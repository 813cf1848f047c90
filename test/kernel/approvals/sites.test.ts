import { approvals } from "../../../kernel/approvals/index.ts"
import { broken } from "../../../verification/domains/approvals/broken.ts"
import { everySite } from "../../fixtures/sites.ts"
import { approvingAlone } from "./sites/approve.ts"
import type { Rows } from "./sites/case.ts"
import { consuming } from "./sites/consume.ts"
import { deciding } from "./sites/decide.ts"
import { delegating } from "./sites/delegate.ts"
import { ending } from "./sites/end.ts"
import { submitting } from "./sites/submit.ts"

const rows = (): Rows => ({
  ...submitting(),
  ...deciding("approve"),
  ...deciding("reject"),
  ...approvingAlone(),
  ...delegating(),
  ...consuming(),
  ...ending(),
})

everySite(approvals, broken, rows)
