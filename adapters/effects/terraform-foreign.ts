import { type Configuration, blockIn, blocksIn } from "./terraform-configuration.ts"
import { ELSEWHERE, knowledgeOf } from "./terraform-providers.ts"
import type { ResourceChange } from "./terraform-plan.ts"
import { shown } from "./terraform-refusals.ts"

/** What only the configuration shows: whose code runs though nothing of it changes, and what is opened while it does. */

interface Touched {
  readonly planned: ResourceChange
}

export const configurationDoubts = (configuration: Configuration, touched: readonly Touched[]): readonly string[] => [
  ...strangers(configuration, touched),
  ...elsewhere(configuration),
  ...untoldEphemerals(configuration, touched),
]

/** Providers that aren't known, but for those that a change is already in doubt for. */
const strangers = ({ providers }: Configuration, touched: readonly Touched[]): readonly string[] => {
  const told = new Set(touched.map(({ planned }) => planned.provider_name))
  const sources = new Set(providers.flatMap(({ source }) => (source === undefined ? [] : [source])))
  return [...sources]
    .filter((source) => knowledgeOf(source) === "unknown" && !told.has(source))
    .map(
      (source) =>
        `${shown(source, 256)}: the provider isn't one that this reader knows, and its code runs with the plan`,
    )
}

const elsewhere = ({ providers }: Configuration): readonly string[] => {
  const sentences = providers.flatMap(({ source = "a provider", settings }) =>
    settings
      .filter((name) => ELSEWHERE.test(name))
      .map((name) => `${shown(source, 256)}: ${shown(name, 128)} may have it talk to somebody else`),
  )
  return [...new Set(sentences)]
}

/** What is opened while the plan is applied, and isn't among its changes. */
const untoldEphemerals = (configuration: Configuration, touched: readonly Touched[]): readonly string[] => {
  const told = new Set(
    touched.flatMap(({ planned }) => (planned.mode === "ephemeral" ? [blockIn(configuration, planned)] : [])),
  )
  return blocksIn(configuration)
    .filter((block) => block.mode === "ephemeral" && !told.has(block))
    .map(
      ({ named }) => `ephemeral.${shown(named, 256)}: is opened while the plan is applied, which doesn't say with what`,
    )
}
