import { describe, expect, it } from "vitest"
import { GrantId, statuses } from "../../../kernel/break-glass/break-glass.ts"
import { sweep } from "../../../kernel/break-glass/sweep.ts"
import {
  DURATION,
  type Event,
  REQUEST,
  START,
  ann,
  countersign,
  deny,
  expire,
  instant,
  keptOf,
  lapse,
  refusals,
  request,
  revoke,
  rita,
  settings,
  sweeper,
  tell,
} from "../../fixtures/break-glass.ts"

const asked: readonly Event[] = [[0, request("g1", ann())]]
const opened: readonly Event[] = [...asked, [10, countersign("g1", rita())]]
const EXPIRY = 10 + DURATION

const ID = () => GrantId.parse("g1")

/** A grant in each status. */
const stories: Readonly<Record<(typeof statuses)[number], readonly Event[]>> = {
  requested: asked,
  active: opened,
  denied: [...asked, [10, deny("g1", rita())]],
  lapsed: [...asked, [REQUEST, lapse("g1")]],
  expired: [...opened, [EXPIRY, expire("g1")]],
  revoked: [...opened, [20, revoke("g1", ann())]],
}

const swept = (events: readonly Event[], at: number) => {
  const register = tell(settings(), ...events)
  const grant = register.entities.get("g1")
  if (grant === undefined) throw new Error("there is no grant")
  return sweep({ id: ID(), ...grant }, sweeper(), instant(START + at))
}

describe("a sweep", () => {
  it("lapses a request from the moment on at which nobody can settle it, and not before", () => {
    expect(swept(asked, REQUEST - 1)).toBeNull()
    expect(swept(asked, REQUEST)).toEqual({ type: "lapse", id: "g1", by: sweeper() })
    expect(swept(asked, 10 * REQUEST)).toMatchObject({ type: "lapse" })
  })

  it("expires a grant from its deadline on, and not before", () => {
    expect(swept(opened, EXPIRY - 1)).toBeNull()
    expect(swept(opened, EXPIRY)).toEqual({ type: "expire", id: "g1", by: sweeper() })
    expect(swept(opened, 10 * EXPIRY)).toMatchObject({ type: "expire" })
  })

  it.each(statuses)("does to a grant that is %s what the kernel accepts, whenever it comes", (status) => {
    const register = tell(settings(), ...stories[status])
    for (const at of [REQUEST - 1, REQUEST, EXPIRY - 1, EXPIRY, 10 * EXPIRY]) {
      const may = [lapse("g1"), expire("g1")].filter((move) => refusals(register, [at, move]).length === 0)
      const command = swept(stories[status], at)
      expect(command === null ? [] : [command.type]).toEqual(may.map((move) => move(register).type))
    }
  })

  it("has nothing to do where an active grant has no deadline, which is not there", () => {
    const register = tell(settings(), ...opened)
    const odd = { status: "active" as const, kept: { ...keptOf(register, "g1"), expiresAt: null } }
    expect(sweep({ id: ID(), ...odd }, sweeper(), instant(START + 10 * EXPIRY))).toBeNull()
  })
})
