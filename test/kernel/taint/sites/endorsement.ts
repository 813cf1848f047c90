import type { EndorsementSigned, Signature } from "../../../../kernel/taint/taint.ts"
import {
  type Event,
  ENDORSEMENT,
  actor,
  ann,
  call,
  carol,
  digest,
  endorse,
  expire,
  foreign,
  ingest,
  open,
  principal,
  reviewBot,
  rita,
  rolf,
  root,
  ruth,
  settings,
  sweeper,
  withdraw,
} from "../../../fixtures/taint.ts"
import { type Rows, atPath, bad, begun, cases, under, vouched } from "./case.ts"

/** Who vouches, for what, and who takes it back. */

type How = Parameters<typeof endorse>[1]
const vouches = (how: How): Event => [2, endorse(1, { ...bad, ...how })]
/** A statement that says something else than the command. */
const saying = (changed: Partial<Record<keyof EndorsementSigned, unknown>>): Event =>
  vouches({
    signed: (good) => ({ ...good, statement: { ...good.statement, ...changed } as EndorsementSigned }),
  })

export const endorsing = (): Rows => {
  const told = begun()
  const withRole = (kind: "human" | "service" = "human") => actor("ann", { kind, roles: ["reviewer"] })
  return {
    "endorserIsHuman@endorse": () => ({
      refused: cases(
        told,
        vouches({ by: reviewBot() }),
        vouches({ by: actor("review", { kind: "service", roles: ["reviewer"] }) }),
      ),
      accepted: cases(told, vouches({ by: rita() }), vouches({ by: ruth() })),
    }),
    "endorserIsNotInitiator@endorse": () => ({
      refused: [
        ...cases(told, vouches({ by: withRole() }), vouches({ by: withRole(), slot: "control" })),
        ...cases(under({}, [0, open(1, { initiator: rita() })], [0, ingest("bad", { source: "web" })]), [
          2,
          endorse(1, { plan: { "/path": "bad" } }),
        ]),
      ],
      accepted: [
        ...cases(told, vouches({ by: rita() })),
        ...cases(under({}, [0, open(1, { initiator: rita() })], [0, ingest("bad", { source: "web" })]), [
          2,
          endorse(1, { plan: { "/path": "bad" }, by: withRole() }),
        ]),
        // A namesake of another tenant is somebody else.
        ...cases(under({}, [0, open(1, { initiator: foreign(rita()) })], [0, ingest("bad", { source: "web" })]), [
          2,
          endorse(1, { plan: { "/path": "bad" } }),
        ]),
      ],
    }),
    "endorserIsOfTenant@endorse": () => ({
      refused: cases(told, vouches({ by: foreign(rita()) }), vouches({ by: foreign(withRole()) })),
      accepted: cases(told, vouches({ by: rita() })),
    }),
    "endorserIsEligible@endorse": () => ({
      refused: [
        ...cases(told, vouches({ by: carol() }), vouches({ by: root() })),
        ...cases({ ...told, settings: settings({ endorsers: [] }) }, vouches({ by: rita() })),
        ...cases({ ...told, settings: settings({ endorsers: ["constructor", "rita"] }) }, vouches({ by: rita() })),
      ],
      accepted: [
        ...cases(told, vouches({ by: rita() })),
        ...cases({ ...told, settings: settings({ endorsers: ["boss", "staff"] }) }, vouches({ by: rita() })),
      ],
    }),
    "endorsementIsSigned@endorse": () => ({
      refused: [
        ...cases(
          told,
          vouches({ signed: () => null }),
          vouches({ signed: (good): Signature => ({ ...good, signer: principal(ruth()) }) }),
          vouches({ signed: (good): Signature => ({ ...good, signer: principal(foreign(rita())) }) }),
          saying({ tenant: "globex" }),
          saying({ endorsement: "endorsement_2" }),
          saying({ conversation: "conversation_2" }),
          saying({ tool: "note" }),
          saying({ slot: "/depth" }),
          saying({ slot: "control" }),
          saying({ endorser: principal(ruth()) }),
          saying({ endorser: principal(foreign(rita())) }),
          saying({ digests: { "/path": digest("good") } }),
          saying({ digests: { "/depth": digest("bad") } }),
          saying({ digests: { "/path": digest("bad"), "/depth": digest("good") } }),
          saying({ digests: {} }),
        ),
        // Of the whole call, all of it.
        ...cases(told, [
          2,
          endorse(1, {
            ...bad,
            slot: "control",
            signed: (good) => ({
              ...good,
              statement: { ...good.statement, digests: { "/path": digest("bad") } } as EndorsementSigned,
            }),
          }),
        ]),
      ],
      accepted: [
        ...cases(told, vouches({}), vouches({ slot: "control" }), vouches({ slot: "control", plan: {} })),
        ...cases(told, saying({ digests: { "/path": digest("bad") } })),
        // In whichever order.
        ...cases(told, [
          2,
          endorse(1, {
            ...bad,
            slot: "control",
            signed: (good) => ({
              ...good,
              statement: {
                ...good.statement,
                digests: { "/depth": digest("good"), "/path": digest("bad") },
              } as unknown as EndorsementSigned,
            }),
          }),
        ]),
      ],
    }),
    "endorserMayReadIt@endorse": () => ({
      refused: [
        ...cases(told, vouches({ plan: { "/path": "ours" } }), vouches({ plan: { "/path": "own" }, by: rolf() })),
        // Who vouches for a call has seen all of it.
        ...cases(told, vouches({ plan: { "/path": "bad", "/depth": "ours" }, slot: "control" })),
      ],
      accepted: [
        ...cases(told, vouches({ plan: { "/path": "own" } }), vouches({ by: rolf() })),
        // And who vouches for an argument that one.
        ...cases(told, vouches({ plan: { "/path": "bad", "/depth": "ours" } })),
        ...cases(told, vouches({ plan: { "/path": "bad", "/depth": "own" }, slot: "control" })),
      ],
    }),
  }
}

/** What became of an endorsement, in each way in which it ends. */
const endings = () => [
  vouched([3, call("k", { ...bad, ...atPath })]),
  vouched([3, withdraw(1)]),
  vouched([3, withdraw(1, root())]),
]
const over = 2 + ENDORSEMENT

export const withdrawing = (): Rows => ({
  "endorsementIsOpen@withdraw": () => ({
    refused: [...endings(), vouched([over, expire(1)])].flatMap((told) =>
      cases(told, [over, withdraw(1)], [over, withdraw(1, root())]),
    ),
    accepted: [
      ...cases(vouched(), [3, withdraw(1)], [over, withdraw(1)]),
      ...cases(vouched([2, endorse(2, bad)], [3, withdraw(2)]), [3, withdraw(1)]),
    ],
  }),
  "withdrawerIsEndorserOrAdmin@withdraw": () => ({
    refused: cases(
      vouched(),
      [3, withdraw(1, ruth())],
      [3, withdraw(1, ann())],
      [3, withdraw(1, foreign(rita()))],
      [3, withdraw(1, foreign(root()))],
      [3, withdraw(1, actor("admin"))],
    ),
    accepted: [
      ...cases(vouched(), [3, withdraw(1, rita())], [3, withdraw(1, root())]),
      // Whoever vouched needs no role any more to take it back.
      ...cases(vouched(), [3, withdraw(1, actor("rita"))]),
    ],
  }),
})

export const expiring = (): Rows => ({
  "endorsementIsOpen@expire": () => ({
    refused: [...endings(), vouched([over, expire(1)])].flatMap((told) =>
      cases(told, [over + 1, expire(1)], [999, expire(1)]),
    ),
    accepted: cases(vouched(), [over, expire(1)], [999, expire(1, ann())]),
  }),
  "expiryIsDue@expire": () => ({
    refused: cases(vouched(), [2, expire(1)], [over - 1, expire(1, rita())]),
    accepted: cases(vouched(), [over, expire(1)], [over + 1, expire(1, sweeper())]),
  }),
})
