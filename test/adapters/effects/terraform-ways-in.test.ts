import { describe, expect, it } from "vitest"
import { only } from "./plans.ts"

/** Ways in for everybody, each an update that opens one. */

const update = (type: string, before: unknown, after: unknown) => only({ type, actions: ["update"], before, after })

describe("a way in for everybody", () => {
  it.each<[string, unknown, unknown]>([
    ["google_cloud_run_v2_service", { invoker_iam_disabled: false }, { invoker_iam_disabled: true }],
  ])("%s: granted to the world", (type, before, after) => {
    expect(update(type, before, after).iam).toBe("granted-to-world")
    expect(update(type, after, before).iam).toBe("changed")
  })

  it.each<[string, unknown, unknown]>([
    [
      "azurerm_linux_web_app",
      { site_config: [{ ip_restriction_default_action: "Deny" }] },
      { site_config: [{ ip_restriction_default_action: "Allow" }] },
    ],
    [
      "azurerm_windows_function_app",
      { site_config: [{ scm_ip_restriction_default_action: "Deny" }] },
      { site_config: [{ scm_ip_restriction_default_action: "Allow" }] },
    ],
    [
      "azurerm_linux_web_app",
      { site_config: [{ scm_ip_restriction: [{ ip_address: "10.0.0.0/8", action: "Allow" }] }] },
      { site_config: [{ scm_ip_restriction: [] }] },
    ],
    [
      "google_container_cluster",
      { control_plane_endpoints_config: [{ dns_endpoint_config: [{ allow_external_traffic: false }] }] },
      { control_plane_endpoints_config: [{ dns_endpoint_config: [{ allow_external_traffic: true }] }] },
    ],
    [
      "azurerm_cosmosdb_account",
      { is_virtual_network_filter_enabled: true },
      { is_virtual_network_filter_enabled: false },
    ],
    [
      "azurerm_linux_virtual_machine_scale_set",
      { network_interface: [{ ip_configuration: [{ name: "i", public_ip_address: [] }] }] },
      { network_interface: [{ ip_configuration: [{ name: "i", public_ip_address: [{ name: "p" }] }] }] },
    ],
    [
      "aws_vpc_endpoint_service",
      { allowed_principals: ["arn:aws:iam::123456789012:root"] },
      { allowed_principals: ["*"] },
    ],
    ["aws_vpc_endpoint_service_allowed_principal", { principal_arn: "arn" }, { principal_arn: "*" }],
    ["azurerm_private_link_service", { visibility_subscription_ids: ["a"] }, { visibility_subscription_ids: ["*"] }],
    ["azurerm_private_link_service", { auto_approval_subscription_ids: [] }, { auto_approval_subscription_ids: ["*"] }],
    [
      "google_compute_service_attachment",
      { connection_preference: "ACCEPT_MANUAL" },
      { connection_preference: "ACCEPT_AUTOMATIC" },
    ],
    [
      "aws_msk_cluster",
      { broker_node_group_info: [{ connectivity_info: [{ public_access: [{ type: "DISABLED" }] }] }] },
      { broker_node_group_info: [{ connectivity_info: [{ public_access: [{ type: "SERVICE_PROVIDED_EIPS" }] }] }] },
    ],
    [
      "aws_cloudfront_distribution",
      { default_cache_behavior: [{ trusted_key_groups: ["k"] }] },
      { default_cache_behavior: [{ trusted_key_groups: [] }] },
    ],
    [
      "aws_cloudfront_distribution",
      { ordered_cache_behavior: [{ trusted_signers: ["self"] }] },
      { ordered_cache_behavior: [{ trusted_signers: null }] },
    ],
  ])("%s: opened to the world", (type, before, after) => {
    expect(update(type, before, after).network).toBe("opened-to-world")
    expect(update(type, after, before).network).not.toBe("opened-to-world")
  })

  it("is none where a name stands for something else", () => {
    const of = (type: string, name: string, value: string) => only({ type, after: { [name]: value } }).network
    expect(of("aws_sqs_queue", "principal_arn", "*")).toBe("none")
    expect(of("aws_sqs_queue", "type", "SERVICE_PROVIDED_EIPS")).toBe("none")
    expect(only({ type: "azurerm_linux_virtual_machine", after: { public_ip_address: "192.0.2.1" } }).network).not.toBe(
      "opened-to-world",
    )
  })
})
