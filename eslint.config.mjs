import { defineConfig } from "eslint/config"
import tseslint from "typescript-eslint"

const PRINTS = "adapters/streams.ts alone prints, and cleans what it prints"

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
    // What is printed is cleaned for terminals in one place, and nothing else prints.
    files: ["adapters/**/*.ts"],
    ignores: ["adapters/streams.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...["stdout", "stderr"].map((property) => ({ object: "process", property, message: PRINTS })),
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: ["process", "node:process", "console", "node:console", "tty", "node:tty"].map((name) => ({
            name,
            message: PRINTS,
          })),
        },
      ],
      "no-restricted-syntax": [
        "error",
        // `process` under another name, and the descriptors of its streams.
        { selector: "VariableDeclarator[init.name='process'] Property[key.name=/^std(out|err)$/]", message: PRINTS },
        { selector: "VariableDeclarator[init.name='process'][id.type='Identifier']", message: PRINTS },
        { selector: "MemberExpression[object.name='process'][computed=true]", message: PRINTS },
        {
          selector: "MemberExpression[object.name='globalThis'][property.name=/^(process|console)$/]",
          message: PRINTS,
        },
        {
          selector:
            "CallExpression[callee.name=/^write(v|Sync|FileSync|vSync)?$/] > Literal.arguments:first-child[raw=/^[12]$/]",
          message: PRINTS,
        },
        { selector: "Literal[value=/^\\u002fdev\\u002f(tty|std(out|err)|fd\\u002f[12])$/]", message: PRINTS },
      ],
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
