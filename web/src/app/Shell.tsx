import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import clsx from "clsx";
import { LogOut, Menu as MenuIcon, Monitor, Moon, PanelLeft, Search, Sun, UserRound } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { Button as AriaButton, I18nProvider } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { listen, printed, useActions } from "@/shared/actions";
import { brandingOptions, signOut, useSession } from "@/shared/api";
import { lazily } from "@/shared/code";
import { LANGUAGES, NAMES, speak } from "@/shared/i18n";
import { setTheme, useTheme } from "@/shared/theme";
import { Avatar, Bones, Count, IconButton, Kbd, Menu } from "@/shared/ui";
import { Bell, useNotifications } from "./Bell";
import { useCounters } from "./counters";
import { fetchFaults } from "./faults";
import { LineBar } from "./LineBar";
import { Palette } from "./Palette";
import { useOwnPreferences } from "./preferences";
import { PRESENCES, type Presence, usePresence } from "./presence";
import { SECTIONS } from "./sections";

const Keys = lazily(() => import("./KeysSheet"), "KeysSheet");
const COLLAPSED = "pytake.sidebar";
const DOTS: Record<Presence, string> = {
  available: "bg-brand",
  busy: "bg-danger",
  away: "bg-warn",
  offline: "bg-control",
};
/** The same each time: a new list at every look would draw for ever. */
const NOTHING: string[] = [];

function Company({ small }: { small: boolean }) {
  const tenant = useSession((s) => s.me?.tenant);
  const { data: brand } = useQuery(brandingOptions);
  return (
    <div className={clsx("mb-3 flex items-center gap-2.5 py-1.5", small ? "justify-center" : "px-2")}>
      <img src={brand?.logo_url ?? "/app/favicon.svg"} alt="" className="size-7 object-contain" />
      {!small && (
        <span className="min-w-0 flex-1">
          <b className="block truncate text-base font-semibold">{tenant?.name}</b>
          <span className="block truncate text-xs text-fg-3">{brand?.name ?? "PyTake"}</span>
        </span>
      )}
    </div>
  );
}

function Person({ small }: { small: boolean }) {
  const { t, i18n } = useTranslation();
  const router = useRouter();
  const me = useSession((s) => s.me?.user);
  const theme = useTheme((s) => s.theme);
  const { presence, be } = usePresence();
  const themes = [
    ["light", Sun],
    ["dark", Moon],
    ["system", Monitor],
  ] as const;
  return (
    <Menu
      label={t(($) => $.shell.personMenu)}
      items={[
        ...(presence
          ? [
              ...PRESENCES.map((id) => ({
                id,
                label: t(($) => $.presence[id]),
                icon: <span aria-hidden className={clsx("mx-1 size-2 rounded-full", DOTS[id])} />,
                hint: presence === id ? "✓" : undefined,
                run: () => be(id),
              })),
              "line" as const,
            ]
          : []),
        {
          id: "profile",
          label: t(($) => $.nav.profile),
          icon: <UserRound />,
          run: () => void router.navigate({ to: "/profile" }),
        },
        "line",
        ...themes.map(([id, Icon]) => ({
          id,
          label: t(($) => $.theme[id]),
          icon: <Icon />,
          hint: theme === id ? "✓" : undefined,
          run: () => setTheme(id),
        })),
        "line",
        ...LANGUAGES.map((language) => ({
          id: language,
          label: NAMES[language],
          hint: i18n.language === language ? "✓" : undefined,
          run: () => void speak(language),
        })),
        "line",
        { id: "out", label: t(($) => $.shell.signOut), icon: <LogOut />, run: () => void signOut() },
      ]}
    >
      <AriaButton
        className={clsx(
          "flex min-w-0 flex-1 cursor-default items-center gap-2 rounded-control p-1.5 text-left hover:bg-surface-2",
          small && "justify-center",
        )}
      >
        <span className="sr-only">{t(($) => $.shell.personMenu)}</span>
        <span className="relative">
          <Avatar name={me?.name ?? "?"} seed={me?.id} />
          {presence && (
            <span
              role="img"
              aria-label={t(($) => $.presence[presence])}
              className={clsx(
                "absolute -bottom-0.5 -right-0.5 size-3 rounded-full border-2 border-surface",
                DOTS[presence],
              )}
            />
          )}
        </span>
        {!small && (
          <span className="min-w-0 flex-1">
            <b className="block truncate text-sm font-medium">{me?.name}</b>
            <span className="block truncate text-xs text-fg-3">{me?.email}</span>
          </span>
        )}
      </AriaButton>
    </Menu>
  );
}

function Sections({ small, onGo }: { small: boolean; onGo?: () => void }) {
  const { t } = useTranslation();
  const permissions = useSession((s) => s.me?.permissions ?? NOTHING);
  const counters = useCounters();
  const path = useRouterState({ select: (s) => s.location.pathname });
  return (
    <nav aria-label={t(($) => $.shell.sections)} className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto">
      {SECTIONS.filter((s) => permissions.includes(s.needs)).map(({ id, to, icon: Icon, ...more }) => (
        <Link
          key={id}
          to={to}
          data-active={"also" in more && path.startsWith(more.also) ? "" : undefined}
          onClick={onGo}
          title={small ? t(($) => $.nav[id]) : undefined}
          activeProps={{ "data-active": "" } as Record<string, string>}
          className={clsx(
            "flex min-h-9 items-center gap-2.5 rounded-control px-2.5 text-base font-book text-fg-2 hover:bg-surface-2 hover:text-fg data-[active]:bg-brand-soft data-[active]:font-medium data-[active]:text-brand-fg max-md:min-h-10",
            small && "justify-center",
          )}
        >
          <Icon className="size-[18px] shrink-0" aria-hidden />
          {small ? (
            <span className="sr-only">{t(($) => $.nav[id])}</span>
          ) : (
            <span className="flex-1 truncate">{t(($) => $.nav[id])}</span>
          )}
          {id === "inbox" && !small && <Count value={counters.waiting} />}
        </Link>
      ))}
    </nav>
  );
}

function useShellActions(openPalette: () => void, openKeys: () => void): void {
  const { t, i18n } = useTranslation();
  const router = useRouter();
  const permissions = useSession((s) => s.me?.permissions ?? NOTHING);
  const go = t(($) => $.palette.go);
  const here = t(($) => $.palette.console);
  useActions([
    ...SECTIONS.filter((s) => permissions.includes(s.needs)).map(({ id, to, keys, icon: Icon }) => ({
      id: `go:${id}`,
      label: t(($) => $.nav[id]),
      group: go,
      keys,
      icon: <Icon aria-hidden />,
      run: () => void router.navigate({ to }),
    })),
    {
      id: "go:profile",
      label: t(($) => $.nav.profile),
      group: go,
      icon: <UserRound aria-hidden />,
      run: () => void router.navigate({ to: "/profile" }),
    },
    {
      id: "palette",
      label: t(($) => $.palette.title),
      group: here,
      keys: "ctrl+k",
      always: true,
      hidden: true,
      run: openPalette,
    },
    { id: "search", label: t(($) => $.palette.search), group: here, keys: "/", hidden: true, run: openPalette },
    { id: "keys", label: t(($) => $.keys.title), group: here, keys: "?", run: openKeys },
    {
      id: "theme:light",
      label: t(($) => $.theme.toLight),
      group: here,
      icon: <Sun aria-hidden />,
      run: () => setTheme("light"),
    },
    {
      id: "theme:dark",
      label: t(($) => $.theme.toDark),
      group: here,
      icon: <Moon aria-hidden />,
      run: () => setTheme("dark"),
    },
    ...LANGUAGES.filter((l) => l !== i18n.language).map((language) => ({
      id: `speak:${language}`,
      label: NAMES[language],
      group: t(($) => $.palette.language),
      run: () => void speak(language),
    })),
    {
      id: "out",
      label: t(($) => $.shell.signOut),
      group: here,
      icon: <LogOut aria-hidden />,
      run: () => void signOut(),
    },
  ]);
}

/** Everything inside, with the library of components told which language is spoken. */
export function Shell() {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language}>
      <Frame />
    </I18nProvider>
  );
}

/** Around every page: the sections, who is signed in, the palette, the state of the line. */
function Frame() {
  const { t } = useTranslation();
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const [small, setSmall] = useState(() => localStorage.getItem(COLLAPSED) === "small");
  const path = useRouterState({ select: (s) => s.location.pathname });
  const counters = useCounters();
  useEffect(() => listen(), []);
  useOwnPreferences();
  useNotifications();
  // What says that something failed is there before anything does: without a network it could not be read any more.
  useEffect(fetchFaults, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the drawer
  useEffect(() => setDrawer(false), [path]);
  useEffect(() => {
    document.title = counters.waiting > 0 ? `(${counters.waiting}) PyTake` : "PyTake";
  }, [counters.waiting]);
  useShellActions(
    () => setPalette(true),
    () => setKeys(true),
  );
  const fold = () => {
    localStorage.setItem(COLLAPSED, small ? "wide" : "small");
    setSmall(!small);
  };
  const side = (compact: boolean) => (
    <>
      <Company small={compact} />
      <AriaButton
        onPress={() => setPalette(true)}
        aria-label={compact ? t(($) => $.palette.title) : undefined}
        className={clsx(
          "mb-3 flex min-h-9 cursor-default items-center gap-2 rounded-control border border-line bg-bg px-2.5 text-sm text-fg-3 hover:border-line-strong",
          compact && "justify-center",
        )}
      >
        <Search className="size-4 shrink-0" aria-hidden />
        {!compact && (
          <>
            <span className="min-w-0 flex-1 text-left">{t(($) => $.shell.search)}</span>
            <Kbd>{printed("ctrl+k")}</Kbd>
          </>
        )}
      </AriaButton>
      <Sections small={compact} onGo={() => setDrawer(false)} />
      <div className={clsx("mt-2 flex items-center gap-1 border-t border-line pt-2", compact && "flex-col")}>
        <Person small={compact} />
        <Bell />
        <IconButton
          label={t(($) => (small ? $.shell.unfold : $.shell.fold))}
          onPress={fold}
          className="max-[900px]:hidden"
        >
          <PanelLeft aria-hidden />
        </IconButton>
      </div>
    </>
  );
  return (
    <div
      className={clsx(
        "grid h-full grid-rows-[auto_minmax(0,1fr)] min-[900px]:grid-rows-1",
        small ? "min-[900px]:grid-cols-[64px_minmax(0,1fr)]" : "min-[900px]:grid-cols-[224px_minmax(0,1fr)]",
      )}
    >
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place of the page, and without this handler through the router */}
      <a
        href="#main"
        onClick={(event) => {
          // The address stays the page's own: a part of it after # would be a step back that leads nowhere.
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-surface focus:p-2"
      >
        {t(($) => $.shell.skip)}
      </a>
      <header className="flex h-12 items-center gap-2 border-b border-line bg-surface px-2 min-[900px]:hidden">
        <IconButton label={t(($) => $.shell.sections)} onPress={() => setDrawer(true)}>
          <MenuIcon aria-hidden />
        </IconButton>
        <img src="/app/favicon.svg" alt="" className="size-6" />
        <b className="font-semibold">PyTake</b>
        <Count value={counters.waiting} />
        <IconButton label={t(($) => $.palette.title)} onPress={() => setPalette(true)} className="ml-auto">
          <Search aria-hidden />
        </IconButton>
        <Bell />
      </header>
      <aside
        className={clsx(
          "hidden min-h-0 flex-col border-r border-line bg-surface py-3 min-[900px]:flex",
          small ? "px-2" : "px-3",
        )}
      >
        {side(small)}
      </aside>
      {drawer && (
        <div className="fixed inset-0 z-40 min-[900px]:hidden">
          <button
            type="button"
            aria-label={t(($) => $.close)}
            className="absolute inset-0 bg-veil"
            onClick={() => setDrawer(false)}
          />
          <aside className="relative flex h-full w-72 max-w-[85vw] flex-col bg-surface px-3 py-3 shadow-e3">
            {side(false)}
          </aside>
        </div>
      )}
      <main id="main" tabIndex={-1} className="relative flex min-h-0 min-w-0 flex-col outline-none">
        <LineBar />
        <div className="min-h-0 flex-1">
          <Suspense fallback={<Bones rows={8} />}>
            <Outlet />
          </Suspense>
        </div>
      </main>
      {palette && <Palette onClose={() => setPalette(false)} />}
      <Suspense>{keys && <Keys onClose={() => setKeys(false)} />}</Suspense>
    </div>
  );
}
