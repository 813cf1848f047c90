import { sessions } from "../../../kernel/sessions/index.ts"
import { broken } from "../../../verification/domains/sessions/broken.ts"
import { everySite } from "../../fixtures/sites.ts"
import { delegating, lapsing, minting, presenting } from "./sites/call.ts"
import type { Rows } from "./sites/case.ts"
import { disabling, enabling, enrolling } from "./sites/directory.ts"
import { ending, expiring, opening, touching } from "./sites/session.ts"

const rows = (): Rows => ({
  ...enrolling(),
  ...disabling(),
  ...enabling(),
  ...opening(),
  ...touching(),
  ...minting(),
  ...delegating(),
  ...presenting(),
  ...lapsing(),
  ...ending(),
  ...expiring(),
})

everySite(sessions, broken, rows)
