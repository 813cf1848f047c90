import { describe, expect, it } from "vitest"
import { EntityId } from "../../../kernel/sessions/sessions.ts"
import { sweep } from "../../../kernel/sessions/sweep.ts"
import {
  CREDENTIAL,
  IDLE,
  SESSION,
  START,
  ann,
  delegate,
  disable,
  end,
  expire,
  instant,
  lapse,
  next,
  present,
  root,
  settings,
  sweeper,
} from "../../fixtures/sessions.ts"
import { enrolled, kept, minted, opened } from "./sites/case.ts"

type Told = ReturnType<typeof opened>
const swept = (register: Told, id: string, at: number) => {
  const entity = register.entities.get(id)
  if (entity === undefined) throw new Error(`there is no ${id}`)
  return sweep({ id: EntityId.parse(id), ...entity }, sweeper(), instant(START + at), settings())
}

describe("a sweep", () => {
  it("expires a session from when it is idle on, or from its end on, and not before", () => {
    const expiry = { type: "expire", id: "session_1", by: sweeper() }
    expect([IDLE - 1, IDLE].map((at) => swept(opened(), "session_1", at))).toEqual([null, expiry])
    const alive = opened(...kept)
    expect([SESSION - 1, SESSION, 9 * SESSION].map((at) => swept(alive, "session_1", at))).toEqual([
      null,
      expiry,
      expiry,
    ])
  })

  it("lapses a credential that nobody used from its end on, and not before", () => {
    expect(swept(minted(), "credential_1", CREDENTIAL)).toBeNull()
    for (const at of [1 + CREDENTIAL, 9 * SESSION])
      expect(swept(minted(), "credential_1", at)).toEqual({ type: "lapse", id: "credential_1", by: sweeper() })
  })

  it("does what the kernel accepts", () => {
    for (const at of [IDLE, SESSION])
      expect(next(opened(), [at, expire(1)]).entities.get("session_1")?.status).toBe("expired")
    expect(next(minted(), [1 + CREDENTIAL, lapse(1)]).entities.get("credential_1")?.status).toBe("lapsed")
  })

  it.each<[string, string, () => Told]>([
    ["a session that its holder ended", "session_1", () => opened([1, end(1)])],
    ["a session that was revoked", "session_1", () => opened([1, end(1, root())])],
    ["a session that was swept", "session_1", () => opened([SESSION, expire(1)])],
    ["a credential that was presented", "credential_1", () => minted([1, present(1)])],
    ["a credential that was handed on", "credential_1", () => minted([1, delegate(2, 1)])],
    ["a credential that was swept", "credential_1", () => minted([1 + CREDENTIAL, lapse(1)])],
    ["a subject", "ann", () => enrolled()],
    ["a subject who is disabled", "ann", () => enrolled([1, disable(ann())])],
  ])("does nothing about %s", (_, id, told) => {
    expect([0, CREDENTIAL + 1, SESSION, 9 * SESSION].map((at) => swept(told(), id, at))).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})
