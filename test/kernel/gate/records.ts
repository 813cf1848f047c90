import { policyDigest } from "../../../kernel/gate/policy.ts"
import { recordAfter } from "../../../kernel/ledger/chain.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import type { Digest } from "../../../kernel/digest.ts"
import type { LogRecord } from "../../../kernel/ledger/record.ts"
import { digest } from "../../fixtures/approvals.ts"
import { acme, key, now, policyOf } from "./fixture.ts"

/** Record number 7 of a log, with this body. */
export const recordOf = (body: Body, name: string | null = "key", ask: Digest | null = null): LogRecord =>
  recordAfter(
    { size: 7, hash: digest("record 6"), now: now() },
    {
      tenant: acme(),
      key: name === null ? null : key(name),
      ask,
      warnings: [],
      policy: policyDigest(policyOf()),
      kernel: digest("kernel"),
      clock: now(),
      body,
    },
  )
