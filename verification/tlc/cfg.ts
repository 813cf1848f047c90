const keywords =
  /^(?:SPECIFICATION|INIT|NEXT|CONSTANTS?|INVARIANTS?|PROPERT(?:Y|IES)|CONSTRAINTS?|ACTION_CONSTRAINTS?|CHECK_DEADLOCK|SYMMETRY|VIEW|ALIAS|POSTCONDITION|TYPE|TYPE_CONSTRAINT)$/

/** The properties that a cfg file lists under PROPERTY and PROPERTIES. */
export function propertiesOf(cfg: string): readonly string[] {
  const tokens = cfg
    .replace(/\(\*[\s\S]*?\*\)|\\\*.*$/gm, " ")
    .split(/\s+/)
    .filter((token) => token !== "")
  const properties: string[] = []
  let section = ""
  for (const token of tokens) {
    if (keywords.test(token)) section = token
    else if (section === "PROPERTY" || section === "PROPERTIES") properties.push(token)
  }
  return properties
}
