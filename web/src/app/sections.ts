import {
  Building2,
  FileText,
  LayoutGrid,
  type LucideIcon,
  Megaphone,
  MessageCircle,
  Settings,
  Users,
  WalletMinimal,
  Workflow,
} from "lucide-react";

/** The sections of the console, in the order of a day's work; each with the right that shows it and its shortcut; `also`: where it goes on. */
export const SECTIONS = [
  { id: "dashboard", to: "/dashboard", icon: LayoutGrid, needs: "read:metrics", keys: "g d" },
  { id: "inbox", to: "/inbox", icon: MessageCircle, needs: "read:conversations", keys: "g i" },
  { id: "flows", to: "/flows", icon: Workflow, needs: "read:flows", keys: "g f" },
  { id: "campaigns", to: "/campaigns", icon: Megaphone, needs: "read:campaigns", keys: "g k" },
  { id: "contacts", to: "/contacts", icon: Users, needs: "read:contacts", keys: "g c", also: "/segments" },
  { id: "templates", to: "/templates", icon: FileText, needs: "read:templates", keys: "g t" },
  { id: "costs", to: "/costs", icon: WalletMinimal, needs: "read:metrics", keys: "g o" },
  { id: "settings", to: "/settings", icon: Settings, needs: "read:routing", keys: "g s" },
  { id: "platform", to: "/platform/companies", icon: Building2, needs: "manage:platform", keys: "g p" },
] as const satisfies readonly {
  id: string;
  to: string;
  icon: LucideIcon;
  needs: string;
  keys: string;
  also?: string;
}[];
