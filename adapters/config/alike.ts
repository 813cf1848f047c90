import { type Finding, type Found, repeated } from "./finding.ts"

/** Letters that people take for one another, each by one of them. Names are ASCII. */
const TAKEN_FOR: readonly (readonly [RegExp, string])[] = [
  [/[1i|]/g, "l"],
  [/0/g, "o"],
  [/5/g, "s"],
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/[._:@ -]+/g, "-"],
]

/** How a name looks at a glance: two names of one look are read as one. */
export const lookOf = (name: string): string =>
  TAKEN_FOR.reduce((look, [letters, one]) => look.replace(letters, one), name.toLowerCase())

/** Every name that looks like another one before it, and is not the same. */
export const alike = (what: string, names: readonly Found<string>[], why: string): readonly Finding[] => {
  const different = names.filter(({ value }, index) => names.findIndex((name) => name.value === value) === index)
  return repeated(different, lookOf).map(({ path, value }) => {
    const first = different.find((name) => lookOf(name.value) === lookOf(value))?.value ?? value
    return { path, message: `the ${what} "${value}" reads like "${first}": ${why}` }
  })
}
