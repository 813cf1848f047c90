import * as z from "zod"
import { Reader, Source, UNKNOWN } from "../../../kernel/taint/label.ts"
import { Mode, RECIPIENTS, SLOTS, ToolFlow, isFinal } from "../../../kernel/taint/taint.ts"
import { Duration } from "../../../kernel/time.ts"
import { DurationText } from "../duration.ts"
import { choice, list, mapOf, named, role, toolName } from "../entries.ts"
import { type Finding, type Found, type Known, childOf, found } from "../finding.ts"
import { didYouMean, isNotThere } from "../nearest.ts"
import { sectionOf } from "../section.ts"
import { TopLevel } from "../../reading/arguments.ts"
import { doubts } from "./doubts.ts"

/** As many sources, readers and roles are named in one place at most. */
const NAMES = 32

const upTo = <Item extends z.ZodType>(most: number, item: Item, of: string) =>
  list(item, of)
    .max(most, `write at most ${most} ${of}`)
    .refine((written) => new Set(written).size === written.length, "name each once")

const source = named(
  Source,
  "write a source's name of letters, digits and . _ : / -, 64 at most, that starts with a letter or digit",
)
const reader = named(Reader, "write a reader's id or address, printable ASCII without spaces, 128 at most")
const argument = named(
  TopLevel,
  "write the JSON pointer of an argument itself, such as /recipient, printable ASCII, 128 at most",
)

const readersAdvice = "write anyone, or a list of readers"
const ReadersEntry = z.union([z.literal("anyone"), upTo(NAMES, reader, "readers")], { error: readersAdvice })

const ToolEntry = mapOf({
  /** What a call does at most: what leaves can't be called back either. */
  effect: choice(ToolFlow.shape.effect.options),
  /** Which arguments have to be trusted; one that isn't here has to be. */
  arguments: z
    .record(argument, choice(["trusted", "any"]), "write a map from an argument's JSON pointer to trusted or any")
    .refine((written) => Object.keys(written).length <= SLOTS, `write at most ${SLOTS} arguments`),
  /** Which arguments name who gets to see something by it. */
  recipients: upTo(RECIPIENTS, argument, "arguments").default([]),
  /** What its output has beside what its arguments bring. */
  adds: mapOf({ sources: upTo(NAMES, source, "sources"), readers: ReadersEntry }),
})
type ToolEntry = z.infer<typeof ToolEntry>

const TaintEntry = mapOf({
  /** Whether agents call within a conversation alone. */
  required: z.boolean("write true or false").default(true),
  /** How conversations are judged where whoever opens one doesn't say. */
  mode: choice(Mode.options).default("strict"),
  /** Where content comes from, by name. */
  sources: upTo(NAMES, source, "sources"),
  /** Those of them whose content may decide. */
  trusted: upTo(NAMES, source, "sources"),
  /** The roles of whoever may endorse. */
  endorsers: upTo(NAMES, role, "roles"),
  /** How long an endorsement counts. */
  endorsement: DurationText,
  tools: z.record(toolName, ToolEntry, "write a map from a tool's name to what it does with its arguments"),
})
type TaintEntry = z.infer<typeof TaintEntry>

/** Where a tenant doesn't speak of taint nothing is trusted, no tool is declared, and nobody endorses. */
const ABSENT: TaintEntry = {
  required: false,
  mode: "strict",
  sources: [],
  trusted: [],
  endorsers: [],
  endorsement: Duration.parse(1),
  tools: {},
}

const taintOf = ({ required, mode, trusted, tools, endorsers, endorsement }: TaintEntry = ABSENT) => ({
  required,
  mode,
  trusted,
  tools,
  endorsers,
  endorsementMs: endorsement,
})

/** What of a tool can't be, by where it stands: the kernel's schema would say it of the whole policy. */
const toolFindings = ({ path, value }: Found<ToolEntry>): readonly Finding[] => {
  const { effect, arguments: declared, recipients } = value
  const isTrusting = Object.values(declared).includes("trusted")
  return [
    ...(isFinal({ effect }) && !isTrusting
      ? [
          {
            path: [...path, "arguments"],
            message: `what is ${effect} can't be taken back: write trusted for the argument that says what it is done to`,
          },
        ]
      : []),
    ...(effect === "egress" && recipients.length === 0
      ? [
          {
            path: [...path, "recipients"],
            message:
              "a tool that sends has somebody who gets it: write the JSON pointers of the arguments that say who",
          },
        ]
      : []),
    ...recipients.flatMap((pointer, index) =>
      Object.hasOwn(declared, pointer)
        ? []
        : [
            {
              path: [...path, "recipients", index],
              message: `there is no argument "${pointer}" of this tool here${didYouMean(pointer, Object.keys(declared))}: write it in arguments too`,
            },
          ],
    ),
  ]
}

/** Every source that is named where names are made: the tenant's own, and what tools add. */
const sourcesIn = ({ sources, tools }: TaintEntry): ReadonlySet<string> =>
  new Set([...sources, ...Object.values(tools).flatMap(({ adds }) => adds.sources)])

const trustedFindings = ({ path, value }: Found<TaintEntry>): readonly Finding[] => {
  const known = sourcesIn(value)
  return value.trusted.flatMap((name, index) => {
    const at = [...path, "trusted", index]
    if (name === UNKNOWN)
      return [{ path: at, message: `"${UNKNOWN}" is what nobody has labelled, which nobody trusts: leave it out` }]
    return known.has(name)
      ? []
      : [{ path: at, message: `${isNotThere("source", name, known)}: write it in sources too` }]
  })
}

const taintFindings = (entry: Found<TaintEntry>, { toolNames }: Known): readonly Finding[] => [
  ...trustedFindings(entry),
  ...Object.entries(entry.value.tools).flatMap(([name, value]) => {
    const path = [...entry.path, "tools", name]
    return [
      ...(toolNames.has(name) ? [] : [{ path, message: isNotThere("tool", name, toolNames) }]),
      ...toolFindings({ path, value }),
    ]
  }),
]

/** Which sources are trusted, which arguments have to be, and who vouches for what isn't. */
export const section = sectionOf({
  doubts,
  shape: { taint: TaintEntry.optional() },
  tool: { shape: {}, settings: () => ({}) },
  settings: ({ taint }) => taintOf(taint),
  findings: (tenant, known) =>
    found(TaintEntry, childOf(tenant.value, "taint"), [...tenant.path, "taint"]).flatMap((entry) =>
      taintFindings(entry, known),
    ),
})
