import type { ErrorHandler, MiddlewareHandler } from "hono"
import { HTTPException } from "hono/http-exception"
import type { z } from "zod"
import * as errors from "../library/errors.ts"
import type { Env } from "./auth.ts"
import { type ProblemName, ProblemError, asSentence, problem, unproven } from "./problems.ts"

type Thrown = {
  [Name in keyof typeof errors]: (typeof errors)[Name] extends abstract new (...given: never) => infer Failure
    ? Failure
    : never
}[keyof typeof errors]

/** A row for each of the library's errors. One without a row does not compile. */
export type ProblemOfError = Readonly<Record<Thrown["_tag"], ProblemName>>

const byTag: ProblemOfError = {
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

const isTag = (tag: string): tag is Thrown["_tag"] => Object.hasOwn(byTag, tag)

/** Which problem an exception of hono's own is, by its status. */
const byStatus: Readonly<Record<number, ProblemName>> = {
  400: "malformed",
  413: "too-large",
  415: "not-json",
  504: "timeout",
}

const tagOf = (error: Error): string => ("_tag" in error && typeof error._tag === "string" ? error._tag : error.name)

const nameOf = (error: Error): ProblemName => {
  if (error instanceof HTTPException) return byStatus[error.status] ?? "internal"
  const tag = tagOf(error)
  return isTag(tag) ? byTag[tag] : "internal"
}

/** What is known of what is wrong beside its name: the place of what is malformed, where no schema has said it; why something is forbidden, or a permit proves nothing. */
const furtherOf = (error: Error): Parameters<typeof problem>[2] => {
  if (error instanceof errors.InputError) return { errors: [{ in: "input", path: error.path, problem: error.message }] }
  return error instanceof errors.ForbiddenError || error instanceof errors.PermitError
    ? { detail: asSentence(error) }
    : {}
}

/** Answers with the problem alone. What failed here is reported by its kind and request id: its message may hold what nobody should read. */
export const onError =
  (report: (line: string) => void): ErrorHandler<Env> =>
  (thrown, c) => {
    const unread = c.get("unread")
    const error = unread instanceof Error ? unread : thrown
    if (error instanceof ProblemError) return problem(c, error.problem, error.further)
    if (error instanceof errors.CredentialError) return unproven(c, error)
    // Whoever hung up while sending hears nothing, and it is no failure of ours.
    if (c.req.raw.signal.aborted) return problem(c, "malformed")
    const name = nameOf(error)
    const id = c.get("requestId") as unknown
    // Why nothing is recorded or read, the library tells: not once for each request.
    if (name === "internal") report(`${name}: ${tagOf(error)} (request ${String(id)})`)
    return problem(c, name, furtherOf(error))
  }

/** What the schema says is wrong, by place: never a value, and no name that isn't the schema's own. */
const errorsOf = (target: string, { issues }: z.ZodError) =>
  issues.map(({ path, code, message }) => ({
    in: target,
    path: path.join("."),
    problem: code === "unrecognized_keys" ? "there is a name here that does not belong" : message,
  }))

type Validated = { readonly target: string } & (
  { readonly success: true } | { readonly success: false; readonly error: z.ZodError }
)

/** Takes the place of zod-openapi's own answer, which repeats what was sent. */
export const onInvalid = (result: Validated, c: Parameters<MiddlewareHandler>[0]): Response | undefined =>
  result.success ? undefined : problem(c, "malformed", { errors: errorsOf(result.target, result.error) })
