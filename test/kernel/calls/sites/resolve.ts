import type { Actor } from "../../../../kernel/actors.ts"
import {
  type Event,
  actor,
  adminBot,
  ann,
  bob,
  foreign,
  olga,
  operatorService,
  perform,
  receive,
  admit,
  recover,
  release,
  resolve,
  root,
  settings,
  tell,
} from "../../../fixtures/calls.ts"
import { OVERDUE, type Rows, cases, inStatus, released, unknown } from "./case.ts"

const resolves = (...by: readonly Actor[]): readonly Event[] => by.map((who) => [2 * OVERDUE, resolve("call_1", who)])

/** Somebody has called for somebody, and nobody knows how it ended. */
const lost = (by: Actor, person: Actor) =>
  tell(
    settings(),
    [0, receive("call_1", { by, person })],
    [1, admit()],
    [2, release()],
    [3, perform()],
    [OVERDUE, recover()],
  )
const operator = (id: string, kind: Actor["kind"] = "human") => actor(id, { kind, roles: ["operator"] })

export const resolving = (): Rows => ({
  "outcomeIsUnknown@resolve": () => ({
    refused: Object.entries(inStatus())
      .filter(([status]) => !["outcomeUnknown", "resolved"].includes(status))
      .flatMap(([, registers]) => registers)
      .flatMap((register) => cases(register, ...resolves(olga()))),
    accepted: [unknown(), released([OVERDUE, recover()])].flatMap((register) =>
      cases(register, ...resolves(olga()), [OVERDUE, resolve("call_1", olga(), "failed")]),
    ),
  }),
  "resolverIsHuman@resolve": () => ({
    refused: cases(unknown(), ...resolves(adminBot(), operatorService(), operator("ann", "service"))),
    accepted: cases(unknown(), ...resolves(olga(), root())),
  }),
  "resolverIsOfTenant@resolve": () => ({
    refused: cases(unknown(), ...resolves(foreign(olga()), foreign(root()))),
    accepted: cases(unknown(), ...resolves(olga(), root())),
  }),
  "resolverIsNotCaller@resolve": () => ({
    refused: [
      ...cases(lost(olga(), olga()), ...resolves(olga())),
      ...cases(lost(root(), ann()), ...resolves(root())),
      // The very one, whatever is told of them.
      ...cases(unknown(), ...resolves(operator("bot"))),
    ],
    accepted: [
      ...cases(lost(olga(), olga()), ...resolves(root())),
      // The person for whom somebody called may.
      ...cases(unknown(), ...resolves(operator("ann"))),
      ...cases(lost(root(), olga()), ...resolves(olga())),
    ],
  }),
  "resolverIsEligible@resolve": () => ({
    refused: cases(unknown(), ...resolves(ann(), bob(), actor("dora", { roles: ["dev", "auditor"] }))),
    accepted: cases(unknown(), ...resolves(olga(), root(), actor("dora", { roles: ["dev", "admin"] }))),
  }),
})
