/** Attributes that hold a document of who may do what. */
export const DOCUMENTS: readonly string[] = [
  "policy",
  "policy_data",
  "assume_role_policy",
  "access_policy",
  "access_policies",
  "access_policy_document",
  "resource_policy",
  "policy_document",
  "policy_text",
  "inline_policy",
  "key_policy",
]
