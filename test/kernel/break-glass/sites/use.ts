import type { Actor } from "../../../../kernel/actors.ts"
import { breakGlass } from "../../../../kernel/break-glass/index.ts"
import { broken } from "../../../../verification/domains/break-glass/broken.ts"
import { breakSite } from "../../../../verification/explore/knock-out.ts"
import {
  DURATION,
  type Event,
  type Touching,
  REQUEST,
  action,
  actor,
  ann,
  bob,
  bot,
  caller,
  countersign,
  daemon,
  eagerBot,
  expire,
  foreign,
  keyOf,
  opening,
  killSwitch,
  next,
  otherBot,
  outsider,
  use,
  registerOf,
  request,
  revoke,
  rita,
  root,
  sam,
  settings,
  sweeper,
  tell,
  toWorld,
} from "../../../fixtures/break-glass.ts"
import {
  BOTH,
  EXPIRY,
  type Rows,
  active,
  cases,
  dropped,
  ended,
  given,
  leaderless,
  lost,
  psql,
  since,
  ssh,
  told,
} from "./case.ts"

/** A grant whose agent is of another tenant, which the intact kernel lets nobody ask for. */
const forForeignBot = () => {
  const careless = breakSite(breakGlass, broken, "agentIsOfTenant@request")
  const asked = next(registerOf(settings()), [0, request("g1", ann(), { agent: foreign(bot()) })], careless)
  return next(asked, [1, countersign("g1", rita())])
}

type Told = ReturnType<typeof told>
/** Ann's grant, since when something else is grantable. */
const under = (...grantable: { tool: string; prefix: string; types: string[] }[]): Told =>
  since(active(), { grantable })
/** Ann's grant, since when something of the policy is otherwise. */
const inForce = (changed: Parameters<typeof settings>[0]): Told => since(active(), changed)
const OTHER_KEY = keyOf(actor("nobody"))
/** Asked for, or countersigned, with a key that the person no longer has, though they have another one. */
const byAnotherKey = (): Told => {
  const asked = tell(settings(), [0, request("g1", ann(), { factorKey: OTHER_KEY })])
  return since(next(given(asked, ann(), ann(), OTHER_KEY), [1, countersign("g1", rita())]), {})
}
const countersignedByAnotherKey = (): Told =>
  told([1, countersign("g1", rita(), { signed: (good) => ({ ...good, key: OTHER_KEY }) })])

export const usage = (): Rows => {
  const annActs = (at: number): Event => [at, use("g1", caller(ann()))]
  const acting = (tool: string, ...resources: readonly Touching[]): Event => [
    2,
    use("g1", caller(ann()), action(tool, ...resources)),
  ]
  return {
    "grantIsActive@use": () => ({
      refused: [
        ...cases(told(), annActs(1), annActs(REQUEST)),
        ...dropped().flatMap((register) => cases(register, annActs(REQUEST))),
        ...cases(active([2, revoke("g1", ann())]), annActs(2)),
      ],
      accepted: cases(active(), annActs(1), annActs(2)),
    }),
    "grantIsUnexpired@use": () => ({
      refused: cases(active(), annActs(EXPIRY), annActs(9 * EXPIRY)),
      accepted: cases(active(), annActs(EXPIRY - 1), annActs(REQUEST)),
    }),
    "actionIsInScope@use": () => {
      const wide = () => tell(settings(), [0, request("g1", ann(), { scope: BOTH })], [1, countersign("g1", rita())])
      return {
        refused: cases(
          wide(),
          acting("psql", "db.mainframe"),
          acting("psql", "db"),
          acting("psql", "host/web"),
          acting("ssh", "db.main"),
          acting("pg_dump", "db.main"),
          acting("psql", "db.main", "db.other"),
          acting("psql", "db.other", "db.main"),
        ),
        accepted: cases(
          wide(),
          acting("psql", "db.main"),
          acting("psql", "db.main.users", "db.main[0]"),
          acting("ssh", "host/web/1"),
        ),
      }
    },
    "callerIsHolder@use": () => ({
      refused: [
        ...cases(
          active(),
          ...[
            caller(bob()),
            caller(rita()),
            // The named agent for somebody else, another agent for the holder, the holder on somebody else's behalf.
            caller(bot(), bob()),
            caller(bot()),
            caller(otherBot(), ann()),
            caller(rita(), ann()),
            caller(ann(), bob()),
            // Namesakes of both.
            caller(foreign(ann())),
            caller(foreign(bot()), foreign(ann())),
            // A service for the holder is no agent that the grant names.
            caller(daemon(), ann()),
          ].map((by): Event => [2, use("g1", by)]),
        ),
        // Where a grant came to name another tenant's agent, its namesake here is not that agent, and acts for nobody there.
        ...cases(
          forForeignBot(),
          [2, use("g1", caller(bot(), ann()))],
          [2, use("g1", caller(foreign(bot()), foreign(ann())))],
        ),
      ],
      accepted: cases(active(), [2, use("g1", caller(ann()))], [2, use("g1", caller(bot(), ann()))]),
    }),
    "openedTypesAreGrantable@use": () => ({
      refused: [
        ...cases(
          active(),
          acting("psql", opening("db.main", "policy")),
          acting("psql", "db.main", opening("db.main.users", "policy")),
          acting("psql", opening("db.main"), opening("db.main.users", "policy")),
          acting("psql", opening("db.main", "Role")),
          acting("psql", opening("db.main", "roles")),
        ),
        // No pair in force names the type there: it stands at another prefix, at another tool, or no longer at all.
        ...cases(
          under(
            { tool: "psql", prefix: "db.main", types: ["policy"] },
            { tool: "psql", prefix: "db.logs", types: ["role"] },
          ),
          acting("psql", opening("db.main")),
        ),
        ...cases(
          under({ tool: "psql", prefix: "db.main", types: [] }, { tool: "ssh", prefix: "db.main", types: ["role"] }),
          acting("psql", opening("db.main")),
        ),
        ...cases(under({ tool: "psql", prefix: "db.main", types: [] }), acting("psql", opening("db.main"))),
      ],
      accepted: [
        ...cases(active(), acting("psql", opening("db.main")), acting("psql", "db.main", opening("db.main.users"))),
        ...cases(
          under(
            { tool: "psql", prefix: "db.main", types: [] },
            { tool: "psql", prefix: "db.main.users", types: ["policy", "role"] },
          ),
          acting("psql", "db.main", opening("db.main.users"), opening("db.main.users[0]", "policy")),
        ),
        // What opens nothing needs no type.
        ...cases(under({ tool: "psql", prefix: "db", types: [] }), acting("psql", "db.main")),
      ],
    }),
    "nothingIsOpenedToTheWorld@use": () => ({
      refused: cases(
        active(),
        [2, use("g1", caller(ann()), toWorld(action("psql", opening("db.main"))))],
        [2, use("g1", caller(bot(), ann()), toWorld(action("psql", "db.main", opening("db.main.users"))))],
      ),
      accepted: cases(active(), acting("psql", opening("db.main")), acting("psql", "db.main")),
    }),
    "holderKeepsTheKey@use": () => ({
      refused: [
        ...cases(lost(active(), ann()), annActs(2), [2, use("g1", caller(bot(), ann()))]),
        // The key is somebody else's now, or a namesake's; and another key of the holder's asked for nothing.
        ...cases(given(active(), ann(), bob()), annActs(2)),
        ...cases(given(active(), ann(), foreign(ann())), annActs(2)),
        ...cases(byAnotherKey(), annActs(2)),
      ],
      accepted: [
        ...cases(active(), annActs(2)),
        ...cases(lost(active(), bob(), sam(), foreign(ann())), annActs(2)),
        ...cases(given(byAnotherKey(), ann(), ann(), OTHER_KEY), annActs(2)),
      ],
    }),
    "countersignerIsEligible@use": () => ({
      refused: [
        // The policy names other roles now, or none; or whoever countersigned has another role, or none.
        ...cases(inForce({ countersigners: ["lead"] }), annActs(2), [2, use("g1", caller(bot(), ann()))]),
        ...cases(inForce({ countersigners: [] }), annActs(2)),
        ...cases(given(active(), rita(), actor("rita", { roles: ["dev"] })), annActs(2)),
        ...cases(given(active(), rita(), actor("rita")), annActs(2)),
      ],
      accepted: [
        ...cases(inForce({ countersigners: ["lead", "dev"] }), annActs(2)),
        ...cases(given(active(), rita(), actor("rita", { roles: ["lead", "responder"] })), annActs(2)),
        // The roles of those who did not countersign it say nothing of it.
        ...cases(given(active(), sam(), actor("sam")), annActs(2)),
        ...cases(given(active(), ann(), actor("ann")), annActs(2)),
      ],
    }),
    "countersignerIsNotHolder@use": () => {
      const alone = (allowSelfCountersign: boolean, holder: Actor, countersigner: Actor): Told => ({
        ...tell(
          settings({ allowSelfCountersign: true }),
          [0, request("g1", holder)],
          [1, countersign("g1", countersigner)],
        ),
        settings: settings({ allowSelfCountersign }),
      })
      return {
        refused: cases(alone(false, rita(), rita()), [2, use("g1", caller(rita()))]),
        accepted: [
          ...cases(alone(true, rita(), rita()), [2, use("g1", caller(rita()))]),
          ...cases(alone(false, rita(), sam()), [2, use("g1", caller(rita()))]),
        ],
      }
    },
    "scopeIsGrantable@use": () => {
      const wide = (...grantable: (typeof psql)[]): Told =>
        since(tell(settings(), [0, request("g1", ann(), { scope: BOTH })], [1, countersign("g1", rita())]), {
          grantable,
        })
      return {
        // All of it is asked for, whatever is done under it; a part that is left is not what people signed for.
        refused: [
          ...cases(wide(), annActs(2)),
          ...cases(wide(psql), annActs(2), acting("ssh", "host/web")),
          ...cases(wide(psql, { ...ssh, prefix: "host/web/1" }), annActs(2)),
          ...cases(wide(psql, { ...ssh, tool: "scp" }), annActs(2)),
        ],
        accepted: [...cases(wide(ssh, psql), annActs(2)), ...cases(wide(ssh, { ...psql, prefix: "db" }), annActs(2))],
      }
    },
    "durationIsWithinBounds@use": () => ({
      refused: [
        ...cases(inForce({ maxDurationMs: DURATION - 1 }), annActs(2), annActs(EXPIRY - 1)),
        ...cases(inForce({ minDurationMs: DURATION + 1 }), annActs(2)),
      ],
      accepted: [
        ...cases(inForce({ maxDurationMs: DURATION }), annActs(2)),
        ...cases(inForce({ minDurationMs: DURATION }), annActs(2)),
      ],
    }),
    "countersignerKeepsTheKey@use": () => ({
      refused: [
        ...cases(lost(active(), rita()), annActs(2), [2, use("g1", caller(bot(), ann()))]),
        ...cases(given(active(), rita(), sam()), annActs(2)),
        ...cases(given(active(), rita(), outsider()), annActs(2)),
        ...cases(countersignedByAnotherKey(), annActs(2)),
      ],
      accepted: [
        ...cases(active(), annActs(2)),
        ...cases(lost(active(), bob(), sam(), outsider()), annActs(2)),
        ...cases(given(countersignedByAnotherKey(), rita(), rita(), OTHER_KEY), annActs(2)),
      ],
    }),
  }
}

export const revoking = (): Rows => ({
  "grantIsOpen@revoke": () => ({
    refused: [
      ...dropped().flatMap((register) => cases(register, [2, revoke("g1", rita())], [2, revoke("g1", ann())])),
      ...ended().flatMap((register) => cases(register, [2, revoke("g1", rita())], [EXPIRY - 1, revoke("g1", ann())])),
    ],
    accepted: [told(), active()].flatMap((register) => cases(register, [2, revoke("g1", rita())])),
  }),
  "requestIsFresh@revoke": () => ({
    refused: cases(told(), [REQUEST, revoke("g1", ann())], [REQUEST, revoke("g1", rita())]),
    accepted: [
      ...cases(told(), [REQUEST - 1, revoke("g1", ann())]),
      // Once settled, it is the grant's own end that counts.
      ...cases(active(), [REQUEST, revoke("g1", ann())]),
    ],
  }),
  "grantIsUnexpired@revoke": () => ({
    refused: cases(active(), [EXPIRY, revoke("g1", ann())], [EXPIRY, revoke("g1", rita())]),
    accepted: cases(active(), [EXPIRY - 1, revoke("g1", ann())]),
  }),
  "revokerIsHolderOrEligible@revoke": () => ({
    refused: [
      ...[told(), active()].flatMap((register) =>
        cases(register, [2, revoke("g1", bob())], [2, revoke("g1", root())], [2, revoke("g1", sweeper())]),
      ),
      ...cases(leaderless(), [2, revoke("g1", rita())], [2, revoke("g1", killSwitch())]),
    ],
    accepted: [told(), active()].flatMap((register) =>
      cases(register, [2, revoke("g1", ann())], [2, revoke("g1", rita())], [2, revoke("g1", sam())]),
    ),
  }),
  "revokerIsOfTenant@revoke": () => ({
    refused: cases(active(), [2, revoke("g1", outsider())], [2, revoke("g1", foreign(killSwitch()))]),
    accepted: cases(active(), [2, revoke("g1", rita())], [2, revoke("g1", killSwitch())]),
  }),
  "revokerIsNotAgent@revoke": () => ({
    refused: [
      ...cases(active(), [2, revoke("g1", eagerBot())]),
      // Also where it is the agent that the grant names.
      ...cases(tell(settings(), [0, request("g1", ann(), { agent: eagerBot() })], [1, countersign("g1", rita())]), [
        2,
        revoke("g1", eagerBot()),
      ]),
    ],
    // A service may: it is how a kill switch reaches a grant.
    accepted: cases(active(), [2, revoke("g1", killSwitch())], [2, revoke("g1", sam())]),
  }),
})

export const expiring = (): Rows => ({
  "grantIsActive@expire": () => ({
    refused: [
      ...cases(active([2, revoke("g1", ann())]), [EXPIRY, expire("g1")]),
      ...cases(
        active([EXPIRY, expire("g1")]),
        [EXPIRY, expire("g1", killSwitch())],
        [9 * EXPIRY, expire("g1", killSwitch())],
      ),
    ],
    accepted: cases(active(), [EXPIRY, expire("g1")]),
  }),
  "expiryIsDue@expire": () => ({
    refused: cases(active(), [1, expire("g1")], [EXPIRY - 1, expire("g1")]),
    accepted: cases(active(), [EXPIRY, expire("g1")], [9 * EXPIRY, expire("g1", actor("other", { kind: "service" }))]),
  }),
})
