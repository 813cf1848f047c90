import { Cause, Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { GateError } from "../../../kernel/gate/configuration.ts"
import { KeyReusedError, NotRecordedError, TenantUnknownError } from "../../../kernel/gate/errors.ts"
import { type Failure, asGateError, refusedAll } from "../../../kernel/gate/failures.ts"
import { EMPTY } from "../../../kernel/ledger/chain.ts"
import { ChainBrokenError } from "../../../kernel/ledger/replay.ts"
import { SignFailedError } from "../../../kernel/ledger/signer.ts"
import { HeadMovedError, StoreFailedError } from "../../../kernel/ledger/store.ts"
import { acme } from "./fixture.ts"

const told = (error: Failure | GateError): GateError => Effect.runSync(Effect.flip(asGateError(Effect.fail(error))))

describe("what a caller is told of what goes wrong", () => {
  it.each<[GateError]>([
    [new NotRecordedError({ message: "not recorded, so not allowed: the gate is closing" })],
    [new KeyReusedError({ record: 1 })],
    [new TenantUnknownError({ tenant: acme() })],
    [new ChainBrokenError({ tenant: acme(), seq: 1, problem: "missing" })],
  ])("is that very thing, where it is a caller's to know: %s", (error) => {
    expect(told(error)).toBe(error)
  })

  it.each<[Failure, string]>([
    [new StoreFailedError({ message: "the disk is full" }), "the disk is full"],
    [new SignFailedError({ message: "no key" }), "no key"],
    [new HeadMovedError({ tenant: acme(), expected: EMPTY, actual: EMPTY }), "other writers were always first"],
  ])("is that nothing was recorded, where something is out of order behind the gate: %s", (failure, why) => {
    const message = `not recorded, so not allowed: ${why}`
    expect(told(failure)).toMatchObject({ _tag: "NotRecordedError", message })
    expect(refusedAll(Cause.fail(failure))).toMatchObject({ _tag: "NotRecordedError", message })
  })
})
