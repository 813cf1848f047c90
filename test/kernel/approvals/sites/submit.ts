import { RouteName, type Stages } from "../../../../kernel/approvals/approvals.ts"
import { type Rows, cases, seated, one, forAnn, seatOf } from "./case.ts"
import {
  after,
  ann,
  approve,
  ask,
  bob,
  bot,
  caller,
  cancel,
  carol,
  dan,
  erin,
  type Event,
  foreign,
  group,
  type Move,
  settings,
  stage,
  submit,
  tell,
} from "../../../fixtures/approvals.ts"

export const submitting = (): Rows => {
  const empty = (changed: Parameters<typeof settings>[1] = {}) =>
    tell(settings({ default: one(), lonely: lonely(), both: both() }, changed))
  const lonely = (): Stages => [stage([group("ops", [ann(), bot(), foreign(bob())])])]
  // Three people for two groups of two: each group can be met, both cannot.
  const both = (): Stages => [
    stage([group("dev", [bob(), carol(), dan()], 2), group("ops", [bob(), carol(), dan()], 2)]),
  ]
  const capped = () => {
    const cap = settings({ default: one() }, { maxOpenRequests: 2 })
    return tell(cap, [0, submit("r1", forAnn(), { lifetimeMs: 50 })], [1, submit("r2", caller(ann()))])
  }
  return {
    "stagesAreThePolicys@submit": () => ({
      refused: cases(
        empty(),
        [0, submit("r1", forAnn(), { stages: one(2) })],
        [0, submit("r1", forAnn(), { stages: [stage([group("ops", [...seated(), erin()])])] })],
        [0, submit("r1", forAnn(), { route: "unheard-of", stages: one() })],
        [0, submit("r1", forAnn(), { route: "constructor", stages: one() })],
      ),
      accepted: cases(empty(), [0, submit("r1", forAnn(), { stages: one() })]),
    }),
    "quorumsAreReachable@submit": () => ({
      refused: [
        ...cases(
          empty(),
          [0, submit("r1", forAnn(), { route: "lonely" })],
          [0, submit("r1", forAnn(), { route: "both" })],
        ),
        ...[
          [],
          [stage([])],
          [stage([group("ops", seated(), 0)])],
          [stage([group("ops", [])])],
          [...one(), stage([])],
          [stage([group("dev", seated()), group("ops", seated(), 0)])],
          one(4),
          [{ ...stage([]), groups: [{ ...group("ops", seated()), quorum: Number.MAX_SAFE_INTEGER }] }],
        ].flatMap((stages) => {
          const { settings: inForce, entities } = tell(settings({ default: one() }))
          // The command is built by hand: its parser would refuse the last of these stages.
          const said: Move = () => ({
            ...submit("r1", forAnn(), { stages: [] })({ settings: inForce, entities }),
            stages,
          })
          return cases({ settings: { ...inForce, routes: { [RouteName.parse("default")]: stages } }, entities }, [
            0,
            said,
          ])
        }),
      ],
      accepted: [
        ...cases(tell(settings({ default: one(3) })), [0, submit("r1", forAnn())]),
        // Who is seated beside the initiator alone can still ask.
        ...cases(
          tell(settings({ default: [stage([group("ops", [ann(), bob()])])] })),
          [0, submit("r1", forAnn())],
          [0, submit("r1", caller(bob()))],
        ),
        // Bob can fill one place alone, but he is not needed in the second group: carol can be moved.
        ...cases(tell(settings({ default: [stage([group("dev", [bob(), carol()]), group("ops", [bob()])])] })), [
          0,
          submit("r1", forAnn()),
        ]),
      ],
    }),
    "usesAreWithinBounds@submit": () => ({
      refused: cases(empty(), ...[-1, 0, 4].map((uses): Event => [0, submit("r1", forAnn(), { uses })])),
      accepted: cases(empty(), ...[1, 3].map((uses): Event => [0, submit("r1", forAnn(), { uses })])),
    }),
    "lifetimeIsWithinBounds@submit": () => ({
      refused: cases(
        empty(),
        ...[-1, 0, 1_001].map((lifetimeMs): Event => [0, submit("r1", forAnn(), { lifetimeMs })]),
      ),
      accepted: cases(empty(), ...[1, 1_000].map((lifetimeMs): Event => [0, submit("r1", forAnn(), { lifetimeMs })])),
    }),
    "openRequestsAreBelowCap@submit": () => ({
      refused: [
        ...cases(capped(), [1, submit("r3", forAnn())], [49, submit("r3", caller(ann()))]),
        // An approved request still waits to be used.
        ...cases(after(capped(), ask(capped(), [2, approve("r1", bob(), seatOf(bob()))])), [3, submit("r3", forAnn())]),
      ],
      accepted: [
        // Somebody else's cap, a namesake's cap; the first request past its time though nobody swept it; one withdrawn.
        ...cases(
          capped(),
          [1, submit("r3", caller(bob()))],
          [1, submit("r3", caller(foreign(ann())))],
          [50, submit("r3", forAnn())],
        ),
        ...cases(after(capped(), ask(capped(), [2, cancel("r2", caller(ann()))])), [3, submit("r3", forAnn())]),
      ],
    }),
  }
}
