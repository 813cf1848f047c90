import { expect, it } from "vitest"
import type { ProblemOfError } from "../../../adapters/http/errors.ts"
import * as errors from "../../../adapters/library/errors.ts"
import { problem, service } from "./fixture.ts"

const row: ProblemOfError = {
  NotRecordedError: "not-recorded",
  StoreFailedError: "not-recorded",
  ChainBrokenError: "log-broken",
  KeyReusedError: "key-reused",
  TenantUnknownError: "unknown",
  ActorUnknownError: "actor-unknown",
  InputError: "malformed",
  GateClosedError: "closing",
  ClockUnfitError: "clock-unfit",
  NotAdministratorError: "not-administrator",
  CredentialError: "unproven",
  ProofKeyMissingError: "proof-key-missing",
  ForbiddenError: "not-yours-to-say",
  PermitError: "permit-unproven",
}

it("an error of the library without a problem of its own does not compile", () => {
  const { InputError, ...others } = row
  // @ts-expect-error InputError is missing
  const missing: ProblemOfError = others
  expect([InputError, missing]).toEqual(["malformed", others])
})

const isTag = (name: string): name is keyof ProblemOfError => Object.hasOwn(row, name)

it.each(Object.entries(errors))("%s is answered as a problem of its own, never as a defect", async (tag, Failure) => {
  const { gate, get } = await service()
  const parts = { _tag: { value: tag }, path: { value: "cursor" }, message: { value: "a sentence" } }
  const error = Object.create(Failure.prototype, parts) as Error
  Object.assign(gate, { status: () => Promise.reject(error) })
  const { name, status } = await problem(await get("ci", "/v1/status"))
  expect([name, status < 500 || status === 503]).toEqual([isTag(tag) ? row[tag] : tag, true])
})
