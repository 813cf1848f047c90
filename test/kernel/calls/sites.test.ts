import { calls } from "../../../kernel/calls/index.ts"
import { broken } from "../../../verification/domains/calls/broken.ts"
import { everySite } from "../../fixtures/sites.ts"
import type { Rows } from "./sites/case.ts"
import { admitting, receiving, refusing, timingOut, waits } from "./sites/decide.ts"
import { resolving } from "./sites/resolve.ts"
import { cancelling, completing, failing, performs, recovering, releasing } from "./sites/run.ts"

const rows = (): Rows => ({
  ...receiving(),
  ...waits(),
  ...admitting(),
  ...refusing(),
  ...timingOut(),
  ...cancelling(),
  ...releasing(),
  ...performs(),
  ...completing(),
  ...failing(),
  ...recovering(),
  ...resolving(),
})

everySite(calls, broken, rows)
