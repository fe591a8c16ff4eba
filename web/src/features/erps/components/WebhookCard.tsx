import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Badge, Banner, Button, Card, Confirm, CopyField, useDeed } from "@/shared/ui";
import { type Connection, deeds } from "../api";

/** Where the ERP, or an automation of the company's, says that something changed. The token is told once. */
export function WebhookCard({ connection }: { connection: Connection }) {
  const { t } = useTranslation("erps");
  const [made, setMade] = useState<{ token: string; url: string } | null>(null);
  const [asked, setAsked] = useState(false);
  const { busy, act } = useDeed();
  const make = () =>
    act({
      run: () => deeds.token(connection.erp_type),
      changes: [keys.erps()],
      after: (token) => {
        setAsked(false);
        setMade(token);
      },
    });
  return (
    <Card
      title={t(($) => $.webhook.title)}
      end={connection.webhook && <Badge tone="brand">{t(($) => $.webhook.has)}</Badge>}
    >
      <p className="mb-3 text-sm text-fg-2">{t(($) => $.webhook.hint)}</p>
      {made && (
        <div className="mb-4 flex flex-col gap-3">
          <Banner tone="warn">{t(($) => $.webhook.once)}</Banner>
          <CopyField label={t(($) => $.webhook.url)} value={made.url} />
          <CopyField label={t(($) => $.webhook.token)} value={made.token} hint={t(($) => $.webhook.tokenHint)} />
        </div>
      )}
      <Button
        icon={<KeyRound aria-hidden />}
        busy={busy}
        onPress={() => (connection.webhook ? setAsked(true) : void make())}
      >
        {t(($) => (connection.webhook ? $.webhook.renew : $.webhook.make))}
      </Button>
      {asked && (
        <Confirm
          open
          onClose={() => setAsked(false)}
          title={t(($) => $.webhook.ask)}
          action={t(($) => $.webhook.renew)}
          onConfirm={() => void make()}
          busy={busy}
        >
          {t(($) => $.webhook.askHint)}
        </Confirm>
      )}
    </Card>
  );
}
