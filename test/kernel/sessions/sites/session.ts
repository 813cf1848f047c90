import { ADMIN } from "../../../../kernel/actors.ts"
import type { SessionsRegister } from "../../../../kernel/sessions/index.ts"
import {
  type Age,
  type Event,
  FACTOR,
  IDLE,
  SESSION,
  actor,
  ann,
  bob,
  bot,
  carol,
  disable,
  enable,
  end,
  enrol,
  expire,
  foreign,
  hr,
  open,
  root,
  scope,
  sweeper,
  touch,
} from "../../../fixtures/sessions.ts"
import { type Rows, cases, endings, enrolled, goneAndBack, kept, opened, swept, under } from "./case.ts"

export const opening = (): Rows => ({
  "subjectIsEnabled@open": () => ({
    refused: cases(enrolled([1, disable(ann())]), [2, open(1)]),
    accepted: [
      ...cases(enrolled(), [2, open(1)]),
      ...cases(enrolled(...goneAndBack(1)), [2, open(1)]),
      // Another person's going is nothing to her, and a scope of nothing isn't, either: then there is nothing to mint.
      ...cases(enrolled([1, disable(bob())]), [2, open(1)]),
      ...cases(enrolled([1, enable(ann(), hr(), scope())]), [2, open(1)]),
    ],
  }),
  "openerIsHuman@open": () => {
    const robot = () => actor("robot", { kind: "service" })
    const told = enrolled([1, enrol(robot())], [1, enrol(bot())])
    return {
      refused: cases(told, [2, open(1, robot())], [2, open(1, bot())]),
      accepted: cases(told, [2, open(1, actor("robot"))], [2, open(1)]),
    }
  },
  "sessionsAreBelowCap@open": () => {
    const full = opened([1, open(2)])
    return {
      refused: [
        ...cases(full, [2, open(3)], [IDLE - 1, open(3)]),
        ...cases(opened([IDLE - 1, touch(1)], [IDLE, open(2)]), [IDLE + 1, open(3)]),
        ...cases(under({ maxSessions: 1 }, [0, open(1)]), [1, open(2)]),
      ],
      accepted: [
        ...cases(opened(), [1, open(2)]),
        // Bob's are his own, and what is idle, over, ended, or of another enablement takes no place, swept or not.
        ...cases(full, [1, open(3, bob())], [IDLE, open(3)], [SESSION, open(3)]),
        ...cases(opened(...kept, [990, open(2)]), [SESSION, open(3)]),
        ...cases(opened([1, open(2)], ...goneAndBack(1)), [2, open(3)]),
        ...endings().flatMap((ended) => cases(opened([1, open(2)], ...ended), [10, open(3)])),
      ],
    }
  },
  "actorIsOfTenant@open": () => ({
    refused: cases(enrolled(), [1, open(1, foreign(ann()))]),
    accepted: cases(enrolled(), [1, open(1)]),
  }),
  ...proofs("factorIsProvenNow@open", enrolled(), (age) => open(1, ann(), bot(), age)),
  "factorIsUnspent@open": () => {
    /** Another session, with what was signed at that moment. */
    const signed = (at: number, when: number): Event => [when, open(2, ann(), bot(), when - at)]
    const touched = opened([50, touch(1, ann(), 10)])
    return {
      refused: [
        ...cases(opened(), signed(0, 0), signed(0, 9)),
        // What was signed before it, and what a session was touched with, counts no more either.
        ...cases(touched, signed(40, 50), signed(40, 60), signed(39, 60)),
        ...endings().flatMap((ended) => cases(opened(...ended), signed(0, 10))),
        ...cases(opened(...goneAndBack(5)), signed(0, 9)),
      ],
      accepted: [
        ...cases(opened(), signed(1, 1), signed(1, 9), [0, open(2, bob())]),
        ...cases(touched, signed(41, 50)),
        ...endings().flatMap((ended) => cases(opened(...ended), signed(1, 10))),
        ...cases(opened(...goneAndBack(5)), signed(1, 9)),
      ],
    }
  },
})

/** What was signed just now, and until when that counts; what was signed before, or is dated ahead; and what proves nothing. */
const proofs = (
  site: "factorIsProvenNow@open" | "factorIsProvenNow@touch",
  told: SessionsRegister,
  move: Proving,
): Rows => ({
  [site]: () => ({
    refused: cases(told, [200, move(null)], [200, move(FACTOR)], [200, move(FACTOR + 9)], [200, move(-1)]),
    accepted: cases(told, [200, move(0)], [200, move(1)], [200, move(FACTOR - 1)]),
  }),
})
type Proving = (age: Age) => Event[1]

export const touching = (): Rows => {
  const told = opened()
  const lasting = opened(...kept)
  return {
    "subjectIsEnabled@touch": () => ({
      refused: cases(opened([1, disable(ann())]), [2, touch(1)], [2, touch(1, ann(), 0)]),
      accepted: cases(opened([1, enable(ann())], [1, disable(bob())]), [2, touch(1)]),
    }),
    "sessionIsOfThisEnablement@touch": () => ({
      refused: cases(opened(...goneAndBack(1)), [1, touch(1)]),
      accepted: [
        ...cases(opened([1, enable(ann())]), [1, touch(1)]),
        ...cases(enrolled(...goneAndBack(0), [0, open(1)]), [1, touch(1)]),
      ],
    }),
    "sessionIsOpen@touch": () => ({
      refused: endings().flatMap((ended) => cases(opened(...ended), [10, touch(1)], [20, touch(1, ann(), 0)])),
      accepted: cases(told, [10, touch(1)]),
    }),
    "sessionIsUnexpired@touch": () => ({
      refused: cases(lasting, [SESSION, touch(1)], [SESSION + 1, touch(1, ann(), 0)]),
      accepted: cases(lasting, [SESSION - 1, touch(1)]),
    }),
    "sessionIsNotIdle@touch": () => ({
      refused: [
        ...cases(told, [IDLE, touch(1)], [IDLE, touch(1, ann(), 0)]),
        ...cases(opened([9, touch(1)]), [9 + IDLE, touch(1)]),
      ],
      accepted: [...cases(told, [IDLE - 1, touch(1)]), ...cases(opened([9, touch(1)]), [8 + IDLE, touch(1)])],
    }),
    "actorIsOfTenant@touch": () => ({
      refused: cases(told, [1, touch(1, foreign(ann()))]),
      accepted: cases(told, [1, touch(1)]),
    }),
    ...proofs("factorIsProvenNow@touch", told, (age) => touch(1, ann(), age)),
    "factorIsUnspent@touch": () => {
      const signed = (at: number, when: number): Event => [when, touch(1, ann(), when - at)]
      const again = opened([50, touch(1, ann(), 10)])
      return {
        refused: [
          ...cases(told, signed(0, 0), signed(0, 9)),
          ...cases(again, signed(40, 50), signed(40, 60), signed(39, 60)),
          // Whichever session it was with which it counted.
          ...cases(opened([9, open(2)]), signed(9, 10), signed(8, 10)),
        ],
        accepted: [
          ...cases(told, [0, touch(1)], signed(1, 1), signed(1, 9)),
          ...cases(again, [50, touch(1)], signed(41, 50)),
          ...cases(opened([9, open(2, bob())]), signed(9, 10)),
        ],
      }
    },
    "toucherIsHolder@touch": () => ({
      refused: cases(told, [1, touch(1, bob())], [1, touch(1, root(), 0)], [1, touch(1, bot())]),
      accepted: cases(told, [1, touch(1)], [1, touch(1, actor("ann", { roles: ["any"] }), 0)]),
    }),
  }
}

export const ending = (): Rows => {
  const admin = () => actor("carol", { roles: ["dev", ADMIN] })
  return {
    "sessionIsOpen@end": () => {
      const again = (at: number): Event[] => [
        [at, end(1)],
        [at, end(1, root())],
      ]
      return {
        refused: [
          ...endings().flatMap((ended) => cases(opened(...ended), ...again(11))),
          ...cases(opened(...swept), ...again(SESSION + 1)),
        ],
        // One that is over or idle and that nobody swept can still be ended, and one whose person is gone.
        accepted: [
          ...cases(opened(), ...again(10), ...again(IDLE), ...again(9 * SESSION)),
          ...cases(opened([1, disable(ann())]), ...again(2)),
        ],
      }
    },
    "actorIsOfTenant@end": () => ({
      refused: cases(opened(), [1, end(1, foreign(ann()))], [1, end(1, foreign(root()))]),
      accepted: cases(opened(), [1, end(1)], [1, end(1, root())]),
    }),
    "enderIsHolderOrAdmin@end": () => ({
      refused: cases(
        opened(),
        [1, end(1, bob())],
        [1, end(1, carol())],
        [1, end(1, hr())],
        [1, end(1, bot())],
        [1, end(1, sweeper())],
      ),
      accepted: cases(opened(), [1, end(1)], [1, end(1, admin())]),
    }),
  }
}

export const expiring = (): Rows => ({
  "sessionIsOpen@expire": () => ({
    refused: [
      ...endings().flatMap((ended) => cases(opened(...ended), [IDLE, expire(1)], [SESSION, expire(1)])),
      ...cases(opened(...swept), [SESSION + 1, expire(1)]),
    ],
    accepted: cases(opened(), [SESSION, expire(1)]),
  }),
  "expiryIsDue@expire": () => ({
    refused: [
      ...cases(opened(), [1, expire(1)], [IDLE - 1, expire(1)]),
      ...cases(opened(...kept), [IDLE, expire(1)], [SESSION - 1, expire(1)]),
      ...cases(opened([1, disable(ann())]), [2, expire(1)]),
    ],
    accepted: [
      ...cases(opened(), [IDLE, expire(1)], [SESSION, expire(1)]),
      ...cases(opened([9, touch(1)]), [9 + IDLE, expire(1)]),
      ...cases(opened(...kept), [SESSION, expire(1)]),
    ],
  }),
})
