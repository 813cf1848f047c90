/** Who is given something, or takes it away from others. Data only; names are the providers' own. */

/** Attributes that hold who is granted something, or a document that says so. */
export const GRANTS: readonly string[] = [
  "member",
  "members",
  "entity",
  "iam_member",
  "role_entity",
  "principals",
  "access",
  "azuread_administrator",
  "admin_enabled",
  "local_account_disabled",
  "shared_access_key_enabled",
  "local_authentication_enabled",
  "local_auth_enabled",
  "authorization",
  "ssh-keys",
  "sshKeys",
  "enable-oslogin",
  "block-project-ssh-keys",
  "admin_ssh_key",
  "iam_database_authentication_enabled",
  "rbac_authorization_enabled",
  "enable_rbac_authorization",
  "role_based_access_control_enabled",
  "master_auth",
  "enable_legacy_abac",
  "managed_policy_arns",
  "permissions_boundary",
  "shared_accounts",
  "grant",
  "target_grant",
  "bootstrap_cluster_creator_admin_permissions",
  "private_link_access",
  "access_policy",
  "azure_active_directory_role_based_access_control",
  "azure_active_directory_administrator",
  "sharing",
  // Whoever data goes to has it, and whoever code comes from acts in the role that runs it
  "push_endpoint",
  "data_destination",
]

/** Grants that are the whole truth: whoever else has the role loses it, and no plan says who that is. */
export const AUTHORITATIVE = /^google_.*_iam_(?:binding|policy)$|^aws_iam_policy_attachment$|_exclusive$/

/** Tags that conditions of grants and policies of firewalls ask for: who may do what follows from them. */
export const TAGS: readonly string[] = ["resource_manager_tags", "resource_tags"]

/** Principals: conditions ask for their tags, so that no change of them is a remark. */
export const PRINCIPALS: readonly string[] = ["aws_iam_role", "aws_iam_user"]
