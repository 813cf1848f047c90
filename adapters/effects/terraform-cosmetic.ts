/** Attributes that say nothing about what a resource does. */
export const COSMETIC: readonly string[] = [
  "tags",
  "tags_all",
  "labels",
  "effective_labels",
  "terraform_labels",
  "description",
  "timeouts",
]
