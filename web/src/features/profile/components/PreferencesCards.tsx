import { useState } from "react";
import { useTranslation } from "react-i18next";
import { setSingleKeys } from "@/shared/actions";
import { type Me, reread } from "@/shared/api";
import { isLanguage, LANGUAGES, NAMES, speak } from "@/shared/i18n";
import { setTheme, type Theme, useTheme } from "@/shared/theme";
import { Button, Card, Radios, Switch, toast, useDeed } from "@/shared/ui";
import { deeds, type Preferences, type Told } from "../api";

type User = NonNullable<Me["user"]>;
const THEMES = ["light", "dark", "system"] as const;
const MAILED = ["mentions", "assignments", "number_alerts", "budget_alerts"] as const;
const KINDS = [...MAILED, "sound"] as const;

/** Preferences change at once and go back when the server refuses. */
function usePreferences(user: User) {
  const [ahead, setAhead] = useState<Preferences | null>(null);
  const { act } = useDeed();
  const now = ahead ?? user.preferences;
  const change = (to: Partial<Preferences>, settled: () => void = () => undefined) => {
    const next = { ...now, ...to };
    setAhead(next);
    void act({
      run: () => deeds.change(user.id, { preferences: next }),
      after: () => void reread().finally(() => setAhead(null)),
      failed: (error) => {
        setAhead(null);
        settled();
        toast.failed(error);
      },
    });
  };
  return { now, change };
}

/** Language, theme, keys: the theme belongs to this browser, the others to the person. */
export function LookCard({ user }: { user: User }) {
  const { t, i18n } = useTranslation("profile");
  const { t: common } = useTranslation();
  const theme = useTheme((s) => s.theme);
  const { now, change } = usePreferences(user);
  const shortcuts = (on: boolean) => {
    setSingleKeys(on);
    change({ shortcuts: on }, () => setSingleKeys(!on));
  };
  return (
    <Card title={t(($) => $.look.title)}>
      <div className="grid gap-5 sm:grid-cols-2">
        <Radios
          label={t(($) => $.look.language)}
          value={i18n.language}
          onChange={(id) => {
            if (!isLanguage(id)) return;
            void speak(id);
            change({ language: id });
          }}
          options={LANGUAGES.map((id) => ({ id, label: NAMES[id] }))}
        />
        <Radios
          label={t(($) => $.look.theme)}
          value={theme}
          onChange={(id) => setTheme(id as Theme)}
          options={THEMES.map((id) => ({ id, label: common(($) => $.theme[id]) }))}
        />
        <div className="sm:col-span-2">
          <Switch checked={now.shortcuts} onChange={shortcuts}>
            {t(($) => $.look.shortcuts)}
          </Switch>
          <p className="mt-1 text-xs text-fg-3">{t(($) => $.look.shortcutsHint)}</p>
        </div>
      </div>
    </Card>
  );
}

function BrowserNotices() {
  const { t } = useTranslation("profile");
  const known = typeof Notification !== "undefined";
  const [state, setState] = useState(known ? Notification.permission : "denied");
  if (!known) return null;
  return (
    <div className="mt-4 border-t border-line pt-4">
      <h3 className="text-sm font-medium">{t(($) => $.notify.browser)}</h3>
      {state === "default" ? (
        <Button className="mt-2" onPress={() => void Notification.requestPermission().then(setState)}>
          {t(($) => $.notify.browserAsk)}
        </Button>
      ) : (
        <p className="text-sm text-fg-2">
          {t(($) => (state === "granted" ? $.notify.browserOn : $.notify.browserOff))}
        </p>
      )}
    </div>
  );
}

/** Of what the person wants to be told. */
export function NotifyCard({ user }: { user: User }) {
  const { t } = useTranslation("profile");
  const { now, change } = usePreferences(user);
  const told: Told = {
    mentions: true,
    assignments: true,
    number_alerts: true,
    budget_alerts: true,
    sound: true,
    ...now.notifications,
    mail: { mentions: false, assignments: false, number_alerts: null, budget_alerts: null, ...now.notifications?.mail },
  };
  // What nobody chose is for administrators.
  const mailed = (kind: (typeof MAILED)[number]) => told.mail[kind] ?? user.role === "admin";
  return (
    <Card title={t(($) => $.notify.title)}>
      <div className="flex flex-col gap-3">
        {KINDS.map((kind) => (
          <Switch key={kind} checked={told[kind]} onChange={(on) => change({ notifications: { ...told, [kind]: on } })}>
            {t(($) => $.notify[kind])}
          </Switch>
        ))}
      </div>
      <div className="mt-4 border-t border-line pt-4">
        <h3 className="text-sm font-medium">{t(($) => $.notify.mail)}</h3>
        <p className="mt-1 text-xs text-fg-3">
          {t(($) => (user.email_verified ? $.notify.mailHint : $.notify.mailUnconfirmed))}
        </p>
        <div className="mt-3 flex flex-col gap-3">
          {MAILED.filter((kind) => told[kind]).map((kind) => (
            <Switch
              key={kind}
              checked={mailed(kind)}
              onChange={(on) => change({ notifications: { ...told, mail: { ...told.mail, [kind]: on } } })}
            >
              {t(($) => $.notify.byMail[kind])}
            </Switch>
          ))}
        </div>
      </div>
      <BrowserNotices />
    </Card>
  );
}
