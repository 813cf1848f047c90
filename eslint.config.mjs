import { defineConfig } from "eslint/config"
import tseslint from "typescript-eslint"

export default defineConfig(
  {
    ignores: [
      "**/*.mjs",
      "build/",
      "dist/",
      "node_modules/",
      ".stryker-tmp/",
      "test/corpus/",
      "test/fixtures/toy-domain/",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "as" }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    // The kernel is pure: nothing ambient may be read. The dependency rules forbid the imports, these the globals.
    files: ["kernel/**/*.ts"],
    rules: {
      // What holds of one domain's name is said of any by a parameter that the body alone uses.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "no-restricted-globals": [
        "error",
        "process",
        "performance",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "fetch",
        "Buffer",
        "crypto",
        "console",
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "time arrives with the command" },
        { object: "Math", property: "random", message: "ids and nonces arrive with the command" },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "time arrives with the command" },
      ],
    },
  },
)
