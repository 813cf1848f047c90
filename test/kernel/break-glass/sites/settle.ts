import { GrantId, type Signature, type Statement } from "../../../../kernel/break-glass/break-glass.ts"
import {
  DURATION,
  type Event,
  REQUEST,
  actor,
  ann,
  bob,
  bot,
  countersign,
  deny,
  digest,
  eagerBot,
  expire,
  foreign,
  keptOf,
  keyOf,
  killSwitch,
  lapse,
  outsider,
  principal,
  request,
  revoke,
  rita,
  root,
  sam,
  settings,
  tell,
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

/** Statements that say something else than the command, in one place each. */
const misstated = (): readonly Partial<Statement>[] => [
  { tenant: foreign(rita()).tenant },
  { grant: GrantId.parse("g2") },
  { terms: digest("other") },
  { countersigner: principal(sam()) },
  { countersigner: principal(outsider()) },
  { countersigner: { ...principal(rita()), kind: "service" } },
]

export const countersigning = (): Rows => {
  const ritaSigns: Event = [1, countersign("g1", rita())]
  const signedAs = (signed: (good: Signature) => Signature | null): Event => [1, countersign("g1", rita(), { signed })]
  return {
    "grantIsRequested@countersign": () => ({
      refused: [
        ...cases(active(), [2, countersign("g1", sam())], [EXPIRY, countersign("g1", rita())]),
        ...cases(told([1, deny("g1", rita())]), [2, countersign("g1", rita())], [REQUEST, countersign("g1", sam())]),
        ...cases(told([REQUEST, lapse("g1")]), [REQUEST, countersign("g1", rita())]),
        ...cases(told([1, revoke("g1", ann())]), [2, countersign("g1", rita())]),
        ...ended().flatMap((register) => cases(register, [EXPIRY, countersign("g1", rita())])),
      ],
      accepted: cases(told(), [1, countersign("g1", rita())]),
    }),
    "requestIsFresh@countersign": () => ({
      refused: cases(told(), [REQUEST, countersign("g1", rita())], [9 * REQUEST, countersign("g1", rita())]),
      accepted: cases(told(), [REQUEST - 1, countersign("g1", rita())]),
    }),
    "activeGrantsAreBelowCap@countersign": () => {
      const capped = (maxActiveGrants: number, ...events: readonly Event[]) =>
        tell(
          settings({ maxActiveGrants }),
          [0, request("g1", ann())],
          [1, countersign("g1", rita())],
          ...events,
          [450, request("g2", bob())],
          [450, request("g3", rita())],
        )
      return {
        refused: [
          ...cases(capped(1), [450, countersign("g2", rita())], [EXPIRY - 1, countersign("g2", rita())]),
          ...cases(capped(2, [2, request("g4", sam())], [3, countersign("g4", rita())]), [
            451,
            countersign("g2", rita()),
          ]),
        ],
        accepted: [
          // Past its deadline though nobody swept it; ended; a place left. Requests take none.
          ...cases(capped(1), [EXPIRY, countersign("g2", rita())]),
          ...cases(capped(1, [2, revoke("g1", ann())]), [451, countersign("g2", rita())]),
          ...cases(capped(2), [451, countersign("g2", rita())]),
          ...cases(capped(1, [2, request("g4", sam())], [3, deny("g4", rita())]), [EXPIRY, countersign("g2", rita())]),
        ],
      }
    },
    "countersignerIsNotHolder@countersign": () => {
      const own = (allowSelfCountersign: boolean) =>
        tell(settings({ allowSelfCountersign }), [0, request("g1", rita())])
      return {
        refused: cases(own(false), [1, countersign("g1", rita())]),
        accepted: [
          ...cases(own(true), [1, countersign("g1", rita())], [1, countersign("g1", sam())]),
          ...cases(own(false), [1, countersign("g1", sam())]),
        ],
      }
    },
    "countersignerIsHuman@countersign": () => ({
      refused: cases(told(), [1, countersign("g1", eagerBot())], [1, countersign("g1", killSwitch())]),
      accepted: cases(told(), [1, countersign("g1", sam())]),
    }),
    "countersignerIsOfTenant@countersign": () => ({
      // A stranger; also the holder's namesake, who is not the holder.
      refused: cases(
        told(),
        [1, countersign("g1", outsider())],
        [1, countersign("g1", { ...outsider(), id: ann().id })],
      ),
      accepted: cases(told(), [1, countersign("g1", rita())]),
    }),
    "countersignerIsEligible@countersign": () => ({
      refused: [
        ...cases(told(), [1, countersign("g1", bob())], [1, countersign("g1", root())]),
        ...cases(leaderless(), [1, countersign("g1", rita())], [1, countersign("g1", bob())]),
      ],
      accepted: [
        ...cases(told(), [1, countersign("g1", rita())]),
        ...cases(tell(settings({ countersigners: ["lead", "admin"] }), [0, request("g1", ann())]), [
          1,
          countersign("g1", root()),
        ]),
      ],
    }),
    "countersignatureIsSigned@countersign": () => ({
      refused: cases(
        told(),
        signedAs(() => null),
        signedAs((good) => ({ ...good, signer: principal(sam()) })),
        signedAs((good) => ({ ...good, signer: principal(outsider()) })),
        ...misstated().map((changed) =>
          signedAs((good) => ({ ...good, statement: { ...good.statement, ...changed } })),
        ),
      ),
      accepted: cases(
        told(),
        signedAs((good) => good),
      ),
    }),
    "countersignatureNamesTheGrant@countersign": () => {
      const two = () => tell(settings(), [0, request("g1", ann())], [0, request("g2", bob())])
      return {
        // Signed well, for the terms of another grant.
        refused: cases(
          two(),
          [1, countersign("g1", rita(), { terms: keptOf(two(), "g2").terms })],
          [1, countersign("g1", rita(), { terms: digest("") })],
        ),
        accepted: cases(two(), [1, countersign("g1", rita(), { terms: keptOf(two(), "g1").terms })]),
      }
    },
    "holderKeepsTheKey@countersign": () => {
      const anns = keyOf(actor("nobody"))
      const byAnotherKey = () => tell(settings(), [0, request("g1", ann(), { factorKey: anns })])
      return {
        refused: [
          ...cases(lost(told(), ann()), ritaSigns),
          // The key is somebody else's now, or a namesake's; and another key of the holder's asked for nothing.
          ...cases(given(told(), ann(), bob()), ritaSigns),
          ...cases(given(told(), ann(), foreign(ann())), ritaSigns),
          ...cases(byAnotherKey(), ritaSigns),
        ],
        accepted: [
          ...cases(told(), ritaSigns),
          ...cases(given(byAnotherKey(), ann(), ann(), anns), ritaSigns),
          // Whose key the signature is that is given now, the door has asked.
          ...cases(lost(told(), rita(), bob(), foreign(ann())), ritaSigns),
        ],
      }
    },
    "scopeIsGrantable@countersign": () => {
      const wide = (...grantable: (typeof psql)[]) =>
        since(tell(settings(), [0, request("g1", ann(), { scope: BOTH })]), { grantable })
      return {
        // All of it: nobody signs for a part of what was asked for.
        refused: [
          ...cases(wide(), ritaSigns),
          ...cases(wide(psql), ritaSigns),
          ...cases(wide(ssh), ritaSigns),
          ...cases(wide(psql, { ...ssh, prefix: "host/web/1" }), ritaSigns),
          ...cases(wide(psql, { ...ssh, tool: "scp" }), ritaSigns),
        ],
        accepted: [...cases(wide(ssh, psql), ritaSigns), ...cases(wide(ssh, { ...psql, prefix: "db" }), ritaSigns)],
      }
    },
    "durationIsWithinBounds@countersign": () => ({
      refused: [
        ...cases(since(told(), { maxDurationMs: DURATION - 1 }), ritaSigns),
        ...cases(since(told(), { minDurationMs: DURATION + 1 }), ritaSigns),
      ],
      accepted: [
        ...cases(since(told(), { maxDurationMs: DURATION }), ritaSigns),
        ...cases(since(told(), { minDurationMs: DURATION }), ritaSigns),
      ],
    }),
  }
}

export const denying = (): Rows => ({
  "grantIsRequested@deny": () => ({
    refused: [
      ...cases(active(), [2, deny("g1", rita())], [EXPIRY, deny("g1", rita())]),
      ...cases(told([1, deny("g1", rita())]), [2, deny("g1", sam())]),
      ...cases(told([REQUEST, lapse("g1")]), [REQUEST, deny("g1", rita())]),
      ...cases(told([1, revoke("g1", ann())]), [2, deny("g1", rita())]),
      ...cases(active([EXPIRY, expire("g1")]), [EXPIRY, deny("g1", rita())]),
    ],
    accepted: cases(told(), [1, deny("g1", rita())]),
  }),
  "requestIsFresh@deny": () => ({
    refused: cases(told(), [REQUEST, deny("g1", rita())]),
    accepted: cases(told(), [REQUEST - 1, deny("g1", rita())]),
  }),
  "countersignerIsEligible@deny": () => ({
    refused: [
      ...cases(told(), [1, deny("g1", bob())], [1, deny("g1", ann())], [1, deny("g1", root())]),
      ...cases(leaderless(), [1, deny("g1", rita())], [1, deny("g1", bob())]),
    ],
    // Whoever asked may say no to themselves, where they are eligible.
    accepted: [
      ...cases(told(), [1, deny("g1", rita())]),
      ...cases(tell(settings(), [0, request("g1", rita())]), [1, deny("g1", rita())]),
    ],
  }),
  "denierIsHuman@deny": () => ({
    refused: cases(told(), [1, deny("g1", eagerBot())], [1, deny("g1", killSwitch())]),
    accepted: cases(told(), [1, deny("g1", sam())]),
  }),
  "denierIsOfTenant@deny": () => ({
    refused: cases(told(), [1, deny("g1", outsider())]),
    accepted: cases(told(), [1, deny("g1", rita())]),
  }),
})

export const lapsing = (): Rows => ({
  "grantIsRequested@lapse": () => ({
    refused: [active(), ...dropped(), ...ended()].flatMap((register) => cases(register, [EXPIRY, lapse("g1")])),
    accepted: cases(told(), [EXPIRY, lapse("g1")]),
  }),
  "lapseIsDue@lapse": () => ({
    refused: cases(told(), [0, lapse("g1")], [REQUEST - 1, lapse("g1")]),
    accepted: cases(
      told(),
      [REQUEST, lapse("g1")],
      [REQUEST, lapse("g1", actor("other", { kind: "service" }))],
      [9 * REQUEST, lapse("g1", bot())],
    ),
  }),
})
