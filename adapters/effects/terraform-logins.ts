/**
 * Attributes by which people get in: keys that a machine trusts, doors that let a command in, groups of those who may log in.
 * That one changes is enough to know. Data only; names are the providers' own.
 */
export const LOGINS: readonly string[] = [
  "key_name",
  "key_pair",
  "key_pair_name",
  "ec2_ssh_key",
  "ssh_key",
  "ssh_keys",
  "ssh_public_key",
  "ssh_public_keys",
  "windows-keys",
  "serial-port-enable",
  "enable-oslogin-2fa",
  "enable-oslogin-sk",
  "enable-windows-ssh",
  "enable_execute_command",
  "enable_http_endpoint",
  "user_group_ids",
  "acl_name",
]

/**
 * Types in which an attribute of that name is something else: a key that encrypts, a rule's letting in or keeping out, a
 * document of which images are kept.
 */
export const NAMESAKES: ReadonlyMap<string, RegExp> = new Map([
  ["key_name", /^(?:azurerm|google)_/],
  ["access", /^azurerm_(?:network_security_|route_filter)/],
  ["policy", /^aws_ecr_lifecycle_policy$/],
])
