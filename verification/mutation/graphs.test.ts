import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Binding } from "../domains/binding.ts"
import { bindings } from "../domains/index.ts"
import { explore } from "../explore/explore.ts"
import { INTACT } from "../explore/graph.ts"
import type { Walker } from "../explore/walker.ts"
import { digestOfGraph, readGraphDigests } from "../run/graph-digests.ts"
import { ROOT } from "../run/sources.ts"
import { GRAPHS, told } from "./environment.ts"

const folderOf = ({ name }: Binding): string => join(ROOT, "models", name)

const openInstance = (binding: Binding, name: string) =>
  binding.open(JSON.parse(readFileSync(join(folderOf(binding), "instances", `${name}.json`), "utf8")))

/** No intact machine leaves its bound, so a mutant that does is another machine, and is not walked to its end. */
const withinBounds = (walker: Walker): Walker => ({
  ...walker,
  row: (key) => {
    const row = walker.row(key)
    if (row.beyond > 0) throw new Error(`the machine leaves its bound at ${key}`)
    return row
  },
})

/** Not a part of `make test`: `make verify` compares the graphs themselves. Here the kernel is a mutant, and TLC too slow. */
const asked = bindings.filter(({ name }) => name === told(GRAPHS))

describe.each(asked)("the graphs of $name", (binding) => {
  const committed = readGraphDigests(folderOf(binding))
  it.each(Object.keys(committed))("%s", (instance) => {
    const { graph } = explore(withinBounds(openInstance(binding, instance).plain(INTACT)))
    expect(digestOfGraph(graph)).toBe(committed[instance])
  })
})
