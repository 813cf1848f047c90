import {
  COOLDOWN,
  DURATION,
  type Event,
  REQUEST,
  START,
  type Wish,
  ann,
  bob,
  bot,
  countersign,
  deny,
  expire,
  foreign,
  killSwitch,
  lapse,
  request,
  revoke,
  rita,
  scope,
  settings,
  sweeper,
  tell,
} from "../../../fixtures/break-glass.ts"
import { EXPIRY, type Rows, active, cases, dropped, told } from "./case.ts"

export const requesting = (): Rows => {
  const empty = (changed: Parameters<typeof settings>[0] = {}) => tell(settings(changed))
  const annAsks = (at: number, wish: Wish = {}): Event => [at, request("g9", ann(), wish)]
  return {
    "reasonIsGiven@request": () => ({
      refused: cases(
        empty(),
        ...["", " ", "\t\n \u00a0", "\u200b\u2060", "...", "?!"].map((reason) => annAsks(0, { reason })),
      ),
      accepted: cases(empty(), ...["x", "7", "é", " the database is down\n"].map((reason) => annAsks(0, { reason }))),
    }),
    "durationIsWithinBounds@request": () => ({
      refused: cases(empty(), ...[-1, 0, 9, 1_001].map((durationMs) => annAsks(0, { durationMs }))),
      accepted: cases(empty(), ...[10, 11, 999, 1_000].map((durationMs) => annAsks(0, { durationMs }))),
    }),
    "holderIsHuman@request": () => ({
      refused: [bot(), killSwitch(), sweeper()].flatMap((by) => cases(empty(), [0, request("g9", by)])),
      accepted: [ann(), rita()].flatMap((by) => cases(empty(), [0, request("g9", by)])),
    }),
    "holderIsOfTenant@request": () => ({
      refused: cases(empty(), [0, request("g9", foreign(ann()))]),
      accepted: [
        ...cases(empty(), annAsks(0)),
        ...cases(empty({ tenant: "globex" }), [0, request("g9", foreign(ann()))]),
      ],
    }),
    "agentIsOfTenant@request": () => ({
      refused: cases(empty(), annAsks(0, { agent: foreign(bot()) })),
      accepted: cases(empty(), annAsks(0, { agent: bot() }), annAsks(0, { agent: null })),
    }),
    "holderFactorIsFresh@request": () => {
      const strict = () => empty({ factorMs: 50 })
      return {
        // Never proven; too old, to the millisecond; from the future.
        refused: cases(
          strict(),
          annAsks(0, { factorAt: null }),
          annAsks(60, { factorAt: 10 }),
          annAsks(900, { factorAt: 10 }),
          annAsks(10, { factorAt: 11 }),
        ),
        accepted: cases(strict(), annAsks(59, { factorAt: 10 }), annAsks(10, { factorAt: 10 })),
      }
    },
    "scopeIsGrantable@request": () => ({
      refused: cases(
        empty(),
        annAsks(0, { scope: scope(["psql", "cache"]) }),
        annAsks(0, { scope: scope(["psql", "dbx"]) }),
        annAsks(0, { scope: scope(["psql", "d"]) }),
        annAsks(0, { scope: scope(["ssh", "db.main"]) }),
        annAsks(0, { scope: scope(["interlock", "db.main"]) }),
        annAsks(0, { scope: scope(["psql", "db.main"], ["ssh", "host"]) }),
        annAsks(0, { scope: scope(["ssh", "host"], ["psql", "db.main"]) }),
      ),
      accepted: cases(
        empty(),
        annAsks(0, { scope: scope(["psql", "db"]) }),
        annAsks(0, { scope: scope(["psql", "db.main"], ["ssh", "host/web/1"]) }),
      ),
    }),
    "holderHasNoOpenGrant@request": () => ({
      refused: [
        // A request waits until it lapses, a grant runs until it expires: to the millisecond, and whoever sweeps.
        ...cases(told(), annAsks(0), annAsks(REQUEST - 1)),
        ...cases(active(), annAsks(2), annAsks(REQUEST), annAsks(EXPIRY - 1)),
      ],
      accepted: [
        ...cases(told(), annAsks(REQUEST), [0, request("g9", bob())]),
        ...dropped().flatMap((register) => cases(register, annAsks(REQUEST))),
        ...cases(
          tell(settings({ cooldownMs: 0 }), [0, request("g1", ann())], [1, countersign("g1", rita())]),
          annAsks(EXPIRY),
        ),
      ],
    }),
    "cooldownHasPassed@request": () => ({
      refused: [
        // Swept in time, swept late, and not swept at all: it ended when it ended.
        ...cases(active([EXPIRY, expire("g1")]), annAsks(EXPIRY), annAsks(EXPIRY + COOLDOWN - 1)),
        ...cases(active([EXPIRY + 150, expire("g1")]), annAsks(EXPIRY + COOLDOWN - 1)),
        ...cases(active(), annAsks(EXPIRY), annAsks(EXPIRY + COOLDOWN - 1)),
        // One that was handed back ended early.
        ...cases(active([2, revoke("g1", ann())]), annAsks(2), annAsks(2 + COOLDOWN - 1)),
        // The last of two counts.
        ...cases(twice(), annAsks(250 + COOLDOWN - 1)),
      ],
      accepted: [
        ...cases(active([EXPIRY, expire("g1")]), annAsks(EXPIRY + COOLDOWN), [EXPIRY, request("g9", bob())]),
        ...cases(active([EXPIRY + 150, expire("g1")]), annAsks(EXPIRY + COOLDOWN)),
        ...cases(active(), annAsks(EXPIRY + COOLDOWN)),
        ...cases(active([2, revoke("g1", ann())]), annAsks(2 + COOLDOWN)),
        ...cases(twice(), annAsks(250 + COOLDOWN)),
        // Who never had a grant needs no rest, not even at the beginning of time; nor what never became active.
        ...cases(empty(), annAsks(-START, { factorAt: -START })),
        ...cases(
          active([2, revoke("g1", ann())], [2 + COOLDOWN, request("g2", ann())], [3 + COOLDOWN, deny("g2", rita())]),
          annAsks(3 + COOLDOWN),
        ),
        ...dropped().flatMap((register) => cases(register, annAsks(REQUEST))),
        ...cases(told(), annAsks(REQUEST)),
      ],
    }),
    "requestRateIsWithinLimit@request": () => {
      const rated = (max: number) => {
        const asked = tell(
          settings({ requestRate: { max: 9, windowMs: 300 } }),
          [0, request("g1", ann())],
          [5, deny("g1", rita())],
          [10, request("g2", ann())],
          [10 + REQUEST, lapse("g2")],
        )
        return { ...asked, settings: settings({ requestRate: { max, windowMs: 300 } }) }
      }
      return {
        refused: [...cases(rated(2), annAsks(10 + REQUEST), annAsks(299)), ...cases(rated(1), annAsks(309))],
        accepted: [
          ...cases(rated(2), annAsks(300), [10 + REQUEST, request("g9", bob())]),
          ...cases(rated(3), annAsks(10 + REQUEST)),
          ...cases(rated(1), annAsks(310)),
        ],
      }
    },
  }
}

/** Two grants of ann's: the first ended at 2, the second at 250. */
const twice = () =>
  active(
    [2, revoke("g1", ann())],
    [2 + COOLDOWN, request("g2", ann(), { durationMs: DURATION })],
    [2 + COOLDOWN, countersign("g2", rita())],
    [250, revoke("g2", ann())],
  )
