// The made-up staff of the practice locality: the name for signing in, the role, and the entries of the menu
// (ux.md, section 7, as far as they are built).
const WORKS_WITH_FAMILIES = ["My day", "Families", "Can I share this?", "Areas", "Help"];

export const PASSWORD = "made up people only";

export const ACCOUNTS = [
  { name: "amara", role: "health visitor", menu: WORKS_WITH_FAMILIES },
  { name: "ruth", role: "midwife", menu: WORKS_WITH_FAMILIES },
  { name: "joanne", role: "outreach worker", menu: WORKS_WITH_FAMILIES },
  { name: "carol", role: "centre manager", menu: ["My day", "Families", "Can I share this?", "Who was told", "Areas", "Help"] },
  { name: "nadia", role: "early help adviser", menu: WORKS_WITH_FAMILIES },
  { name: "marcus", role: "social worker", menu: WORKS_WITH_FAMILIES },
  { name: "dev", role: "data lead", menu: ["My day", "Files in and out", "Sources", "Who was told", "Areas", "Help"] },
  { name: "imran", role: "Caldicott Guardian", menu: ["My day", "Who looked", "Staff", "Rules", "Areas", "Help"] },
  { name: "yusuf", role: "child health records officer", menu: ["My day", "Areas", "Help"] },
  { name: "helen", role: "commissioner", menu: ["My day", "Areas", "Help"] },
  { name: "pat", role: "administrator", menu: ["My day", "Sources", "Staff", "Rules", "Areas", "Help"] },
  { name: "owen", role: "GP", menu: WORKS_WITH_FAMILIES },
  { name: "bella", role: "school nurse", menu: WORKS_WITH_FAMILIES },
  { name: "ellie", role: "early years practitioner", menu: WORKS_WITH_FAMILIES },
];
