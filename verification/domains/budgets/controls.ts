import type { Control } from "../control.ts"
import { runsOf, sitesOf, sourcesOf, tests } from "../cite.ts"

const sites = sitesOf("budgets")
const runs = runsOf("budgets")

const chart = "test/kernel/budgets/chart.test.ts"
const budget = tests(chart, "what a budget keeps")
const reservation = tests(chart, "what a reservation keeps")
const kept = tests(chart, "what is kept")
const overrun = tests("test/kernel/budgets/rules.test.ts", "an overrun")
const settlement = tests("test/kernel/budgets/rules.test.ts", "a settlement")
const window = tests("test/kernel/budgets/rules.test.ts", "a window")
const repetition = tests("test/kernel/budgets/rules.test.ts", "a repetition")
const news = tests("test/kernel/budgets/module.test.ts", "the news of budgets")
const left = tests("test/kernel/budgets/facts.test.ts", "what an agent has left")
const amount = tests("test/kernel/budgets/schemas.test.ts", "an amount")
const sweep = tests("test/kernel/budgets/sweep.test.ts", "a sweep")
const gate = "test/kernel/gate/budgets.test.ts"
const call = tests(gate, "a call of an agent that needs a budget")
const lifted = tests(gate, "what lifts a call, and a budget")
const again = tests(gate, "a call that is sent again with its key")
const report = tests(gate, "a report")
const inGate = tests(gate, "a budget")
const log = tests(gate, "the log of a budget")
const race = tests("test/adapters/store/budgets-race.test.ts", "calls of one agent from two processes on one file")
const flood = tests(
  "test/adapters/library/budgets/flood.test.ts",
  "an agent that asks for more at once than its budget lets it",
)
const unbudgeted = tests("test/adapters/library/budgets/flood.test.ts", "an agent without a budget")
const caller = tests("test/adapters/http/capped.test.ts", "a caller who asks for more at once than it may have")

const domain = [...sourcesOf("budgets"), "kernel/gate/decide.ts", "kernel/gate/writer.ts", "adapters/library/budgets"]

/** How many calls, how many at once, how many of the same, and of how many nobody knows how they ended. */
const bounds = sites(
  "reserverIsBudgetsAgent@reserve",
  "toolIsAllowlisted@reserve",
  "rateIsWithinLimit@reserve",
  "callIsNotRepeating@reserve",
  "openReservationsAreBelowCap@reserve",
  "unknownOutcomesAreBelowCap@reserve",
  "depthIsWithinCap@reserve",
  "blastRadiusIsWithinCap@reserve",
  "windowForgetsByAge@rule",
  "repeatsCountInTheWindow@rule",
)

const flooded = [
  "is given as much in a window, and keeps no other agent from its own",
  "is given as much that runs at once, and keeps no other agent from its own",
  "is given as much of the very same, and keeps no other agent from its own",
] as const

export const controls: readonly Control[] = [
  {
    id: "AC-2(12)",
    title: "Account Management | Account Monitoring for Atypical Usage",
    baseline: "FedRAMP Class C",
    max: "partial",
    objectives: [
      {
        id: "ac-2.12_obj.a",
        asks: "System accounts are monitored for the atypical usage that the organization names.",
        origination: "Shared",
        claim:
          "One kind of atypical usage of an agent is seen at every call: one that really cost or touched more than was asked for it. It is told from the report of whoever executed, at once and late, and freezes the agent in the very record: nothing is admitted and nothing starts until two administrators, neither of them the person who answers for the agent, have signed for this very thaw. Calls of which nobody reports how they ended stop their agent too.",
        threats:
          "An agent asks for little and does much; a connector hangs and hides for ever what a call really cost; whoever profits lets the agent go on, alone, or with what was signed for an overrun before.",
        notShown: [
          "Times of day, places, sequences of calls and whatever else an organization takes for atypical is not looked at: there are no baselines, and nothing is learnt.",
          "People and services are not monitored: budgets are of agents, where the tenant's config has a section for them.",
          "That a report is true, and comes, is the executor's part. The gate believes a service that the config names among the reporters.",
        ],
        sites: sites(
          "agentIsNotFrozen@reserve",
          "agentIsNotFrozen@release",
          "unknownOutcomesAreBelowCap@reserve",
          "reporterIsGate@settle",
          "reservationIsUnsettled@settle",
          "agentIsFrozen@unfreeze",
          "thawerIsAdmin@unfreeze",
          "thawerIsHuman@unfreeze",
          "thawerIsOfTenant@unfreeze",
          "thawerIsNotBeneficiary@unfreeze",
          "thawerHasSigned@unfreeze",
          "thawIsCountersigned@unfreeze",
          "countersignerIsAdmin@unfreeze",
          "countersignerIsHuman@unfreeze",
          "countersignerIsOfTenant@unfreeze",
          "countersignerIsNotBeneficiary@unfreeze",
          "countersignatureIsSigned@unfreeze",
          "countersignatureNamesThisChange@unfreeze",
          "settlementCountsInFull@rule",
          "overrunFreezes@rule",
          "overrunIsAChange@rule",
        ),
        liveness: [],
        positive: [
          ...budget(
            "is frozen by an overrun, of which the serial tells, and by none that is none",
            "thaws, and resets no meter",
          ),
          ...overrun("freezes, and what is frozen stays so", "is a change"),
          ...report("counts after a lapse was swept: it takes the lapse's place"),
        ],
        negative: [
          ...report(
            "of more than was asked freezes the agent, whose next call is denied",
            "is refused from whoever doesn't execute: the agent itself, a person, a service without the role",
          ),
          ...inGate("whose calls nobody reports stops its agent, by the clock and without a sweep"),
          ...budget("does not let go of a call that was released, until it is reported"),
        ],
        sources: domain,
      },
      {
        id: "ac-2.12_obj.b",
        asks: "Atypical usage is reported to the people whom the organization names.",
        origination: "Shared",
        claim:
          "Each overrun is a record of the log, with who reported it, what was asked and what it really was, and a notice of it goes to every receiver that the config names. It names the agent, the person who answers for it, the call, and the number that whoever thaws has to sign for.",
        threats: "An agent is frozen and nobody hears why; an overrun is put down as what was asked for.",
        notShown: [
          "Who the receivers are, and that somebody reads what they get, is the organization's to say. Without a receiver the log tells it, and `interlock status` counts who is frozen.",
          "Only overruns are reported. Refusals, also many of them, are in the log and told to nobody.",
        ],
        sites: sites("settlementCountsInFull@rule", "overrunFreezes@rule", "overrunIsAChange@rule"),
        liveness: [],
        positive: [
          ...news(
            "is an overrun, of spend or of what was touched, and it is the budget's",
            "says which call it was, what was asked and what was reported, and the number of the overrun",
          ),
          ...log("gives the same budget again, in another gate and after a restart, and verifies"),
          ...reservation("names the budget's serial after its end, an overrun counted"),
        ],
        negative: [
          ...news("is nothing else: no report within what was asked, and no other command"),
          ...settlement("counts what was reported, less and more than was asked"),
        ],
        sources: [...domain, "kernel/notices", "adapters/notify"],
      },
    ],
  },
  {
    id: "SC-5",
    title: "Denial-of-service Protection",
    baseline: "Moderate",
    max: "partial",
    objectives: [
      {
        id: "sc-5_obj.a",
        asks: "The effects of the types of denial-of-service events that the organization names are limited.",
        origination: "Shared",
        claim:
          "One type is limited: an agent that floods the tools behind the gate. It starts no more calls than its caps let it in any window, midnight or not; no more of them run at once; no more than three of them are the same; and as soon as too many ended without a word, none starts. What it is refused takes nothing from another agent: each has a budget of its own, and no step moves two. An agent without a budget starts nothing.",
        threats:
          "An agent in a loop makes the same call for ever, or a thousand at once; it hangs the connector and goes on; what it does leaves nothing for others, or makes each of their calls dearer.",
        notShown: [
          "Floods of the gate itself, over the network or by its callers, are met by other means (`limits` of the config, `docs/hardening.md`) and by whatever stands before it; floods from outside are the organization's.",
          "Each refusal is a record too, so who is refused still writes to the log, as much a day as the caps of the service let a caller store.",
          "Agents together are bounded by no budget: the sum of the caps is the customer's to choose for what is behind the gate.",
          "A service of the same machine that takes all of its processors or disk is not kept from it.",
        ],
        sites: bounds,
        liveness: [],
        positive: [
          ...left("is of one agent alone"),
          ...window("has the calls that are younger than it is long, in their order"),
          ...caller("keeps nobody else from asking"),
        ],
        negative: [...flood(...flooded), ...unbudgeted("is given nothing, as often as it asks")],
        sources: domain,
      },
      {
        id: "sc-5_obj.b",
        asks: "The controls that the organization names for these events are employed.",
        origination: "Configured by Customer",
        claim:
          "Where a tenant's config has a section for budgets, every agent needs one, and its caps on rate, on what runs at once and on what is unknown are asked at each call, whichever door it comes through, also where an approval or emergency access lets it. What new agents may is the config's; more is given by two administrators who sign for it.",
        threats:
          "A call goes round its budget: through an approval, under a grant, sent again, or by another's budget.",
        notShown: [
          "Without that section no agent has a budget, and nothing here limits it. Which caps are low enough is the customer's to say.",
          "Whoever executes has to verify the permit, and must have no other way to the target.",
        ],
        sites: bounds,
        liveness: [],
        positive: [
          ...call("is charged to it and starts in the record of its decision"),
          ...lifted(
            "are used up and charged in one record, where an agent uses an approval",
            "are used and charged in one record, where an agent uses a grant",
          ),
        ],
        negative: [
          ...call(
            "is denied without one, by its name, whatever else is so",
            "is denied for the fourth time in a window, whatever came between",
          ),
          ...lifted("have both not happened where the budget refuses: nothing of the approval is used up"),
          ...repetition("counts every time, whatever came between"),
          ...window("has them on both sides of midnight, and where it is longer than time"),
        ],
        sources: [...domain, "adapters/config/budgets"],
      },
    ],
  },
  {
    id: "SC-6",
    title: "Resource Availability",
    baseline: "supplemental",
    max: "implemented",
    objectives: [
      {
        id: "sc-6_obj",
        asks: "The availability of the resources that the organization names is protected by allocating them by quota.",
        origination: "Configured by Customer",
        claim:
          "The money that an agent spends and the things that it touches are given out by a quota a day. A call is charged as asked in the very record that lets it start, so what many calls ask for at the same moment, in one process or in several on one log, never adds up to more than the cap: also where one of them is killed at any point. What it really cost takes the place of the charge; what nobody reports stays charged as asked, and whatever was charged stays so over a restart. No amount that is negative, fractional or beyond what is exact gets past a parser. The quota is widened by two administrators who sign for just that, and by nobody who answers for the agent.",
        threats:
          "Calls race for the last of a budget and all get it; a process dies between asking and charging; midnight, a restart, a lapse or a second report gives something back; a negative amount does; an agent spends from another's budget, or whoever profits widens it.",
        notShown: [
          "Which resources, and how much of them, is the customer's to configure: the caps, and where a call's cost stands in its arguments.",
          "What a call asks for is what it says; that it spent no more is known when whoever executes reports it. An overrun is charged in full, and with it a day's sum may lie above the cap: then the agent is frozen.",
          "The quota is of calls through the gate. Whoever can use the credentials without it needs no budget.",
          "Processor, memory and disk of the gate itself are bounded by `limits` of the config, and are no part of this row.",
        ],
        sites: sites(
          "openerIsAdmin@open",
          "openerIsOfTenant@open",
          "reserverIsBudgetsAgent@reserve",
          "spendIsWithinCap@reserve",
          "affectedIsWithinCap@reserve",
          "blastRadiusIsWithinCap@reserve",
          "openReservationsAreBelowCap@reserve",
          "unknownOutcomesAreBelowCap@reserve",
          "reporterIsGate@release",
          "reporterIsGate@settle",
          "reporterIsGate@unreserve",
          "reservationIsOpen@release",
          "reservationIsOpen@unreserve",
          "reservationIsOpen@lapse",
          "reservationIsUnsettled@settle",
          "reservationIsUnreleased@release",
          "leaseIsRunning@release",
          "leaseIsOver@lapse",
          "callIsKnownNotToHaveRun@unreserve",
          "widenerIsAdmin@widen",
          "widenerIsHuman@widen",
          "widenerIsOfTenant@widen",
          "widenerIsNotBeneficiary@widen",
          "widenerHasSigned@widen",
          "wideningIsCountersigned@widen",
          "wideningIsInAdvance@widen",
          "countersignerIsAdmin@widen",
          "countersignerIsHuman@widen",
          "countersignerIsOfTenant@widen",
          "countersignerIsNotBeneficiary@widen",
          "countersignatureIsSigned@widen",
          "countersignatureNamesThisChange@widen",
          "narrowerIsAdmin@narrow",
          "narrowerIsOfTenant@narrow",
          "narrowingOnlyNarrows@narrow",
          "settlementCountsInFull@rule",
          "lateSettlementReplacesLapse@rule",
          "endedLeaseCharges@rule",
          "dayStartsAtZero@rule",
          "chargeFallsOnItsDay@rule",
          "narrowingCancelsWaiting@rule",
        ),
        liveness: runs(
          "everyReservationSettles",
          "everyReservationSettlesTimeStands",
          "everyReservationSettlesNobodySweeps",
        ),
        positive: [
          ...race(
            "that are made at once, two hundred of them, are allowed exactly as often as the budget admits",
            "that are made two at a time, each deciding on what the other has just written, are too",
          ),
          ...call("is charged to it and starts in the record of its decision"),
          ...report(
            "takes the place of what was asked; memory lets the call go, which can still be shown, and not be reported again",
            "counts after a lapse was swept: it takes the lapse's place",
          ),
          ...inGate("forgets the day before at midnight, and the calls of a window with its age"),
          ...log("gives the same budget again, in another gate and after a restart, and verifies"),
          ...left("is told with what is charged today: as asked, as reported, taken back"),
          ...sweep(
            "lapses a reservation from the moment on at which its lease is over, and not before, released or not",
          ),
          ...kept("moves in one step: the budget with each of its reservations, no other budget, and nothing else"),
        ],
        negative: [
          ...race(
            "one of which is killed before its append is durable, are never allowed more often, and a third has the rest",
            "one of which is killed after that, and before anybody is answered, are never allowed more often, and a third has the rest",
            "one of which is killed as soon as somebody was answered, are never allowed more often, and a third has the rest",
            "one of which is killed after its append, which left something of the budget, are never allowed more often, and a third has the rest",
          ),
          ...call(
            "never adds up to more than the cap, as many as ask at once",
            "is denied by the budget's own guards, which are told with what is left",
            "is denied where an amount is negative, before anything is reserved",
            "is denied where an amount is fractional, before anything is reserved",
            "is denied where an amount is beyond what is exact, before anything is reserved",
          ),
          ...lifted("have both not happened where the approval refuses: nothing is charged"),
          ...again("is charged once, and gets the first answer"),
          ...inGate("is of its tenant: an agent of the same id in another one has none"),
          ...amount("is of no further kind: no currency comes with it"),
          ...budget("begins a day with nothing charged, and what another day's calls cost is not this day's"),
        ],
        sources: [...domain, "kernel/ledger", "adapters/store/sqlite.ts"],
      },
    ],
  },
]
