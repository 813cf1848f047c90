/** Which providers are the ones whose names they bear. A name alone says nothing: anybody may run a registry. */

/** Providers whose types and attributes are known here. */
const COVERED: readonly string[] = ["aws", "google", "google-beta", "azurerm", "azuread"]

/** Providers that touch neither access nor reachability of anything. */
const INERT: readonly string[] = ["null", "random", "time", "tls", "archive"]

/** Registries in which the namespace `hashicorp` is HashiCorp's, or the copy of it that OpenTofu keeps. */
const REGISTRIES: readonly string[] = ["registry.terraform.io", "registry.opentofu.org"]

/** Sources of providers that are known, in full and, where Terraform 0.12 wrote the plan, in its short form. */
const SOURCES: ReadonlyMap<string, "covered" | "inert"> = new Map(
  [...COVERED.map((name) => [name, "covered"] as const), ...INERT.map((name) => [name, "inert"] as const)].flatMap(
    ([name, kind]) => [
      [name, kind] as const,
      ...REGISTRIES.map((registry) => [`${registry}/hashicorp/${name}`, kind] as const),
    ],
  ),
)
/**
 * Settings by which a provider is told to talk to somebody else than the one whose name it bears, to go through somebody,
 * or to take its credentials from files that say so in turn.
 */
export const ELSEWHERE =
  /^(?:endpoints|shared_config_files|shared_credentials_files?|metadata_host|ec2_metadata_service_endpoint|msi_endpoint|universe_domain|https?_proxy|insecure)$|_custom_endpoint$/

const BUILT_IN: readonly string[] = ["terraform.io/builtin/terraform", "terraform"]

/** How well a provider is known. A change that doesn't name its provider is by nobody's. */
export const knowledgeOf = (source: string | undefined): "covered" | "inert" | "unknown" => {
  if (source === undefined) return "unknown"
  return BUILT_IN.includes(source) ? "inert" : (SOURCES.get(source) ?? "unknown")
}
