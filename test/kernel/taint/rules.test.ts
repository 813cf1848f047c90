import { describe, expect, it } from "vitest"
import { BOTTOM, Source, UNKNOWN } from "../../../kernel/taint/label.ts"
import { rules } from "../../../kernel/taint/rules.ts"
import { readerOf } from "../../../kernel/taint/taint.ts"
import { ann, label } from "../../fixtures/taint.ts"

const one = label(["web"], ["ann"])

describe("a rule", () => {
  it.each([
    "outputJoinsInputs",
    "outputJoinsContext",
    "resultJoinsArguments",
    "resultAddsTheTool",
    "childStartsWithParent",
    "writeJoinsValue",
    "writeJoinsContext",
    "storedTaintReturns",
  ] as const)("%s lets all of a label count", (name) => {
    expect(rules[name](one)).toEqual(one)
    expect(rules[name](BOTTOM)).toEqual(BOTTOM)
  })

  it("names the source from which something comes in", () => {
    expect(rules.ingestNamesTheSource(Source.parse("web"))).toEqual(["web"])
  })

  it("lets what is shown, and what is read, become a part of what was seen", () => {
    expect(rules.contextJoinsWhatIsShown(BOTTOM, one)).toEqual(one)
    expect(rules.contextJoinsWhatIsRead([], one.sources)).toEqual(["web"])
  })

  it("trusts nothing that nobody has labelled, and lets one person see it", () => {
    expect(rules.unknownIsUntrusted(readerOf(ann()))).toEqual(label([UNKNOWN], ["ann"]))
  })

  it("unites sources, and leaves the readers of both", () => {
    const sources = (...names: readonly string[]) => label(names).sources
    const readers = (...names: readonly string[]) => label([], names).readers
    expect(rules.sourcesUnite(sources("web", "a"), sources("b", "a"))).toEqual(["a", "b", "web"])
    expect(rules.sourcesUnite(sources("web"), "all")).toBe("all")
    expect(rules.readersIntersect(readers("ann", "bob"), readers("bob", "carol"))).toEqual(["bob"])
    expect(rules.readersIntersect("anyone", readers("bob"))).toEqual(["bob"])
  })
})
