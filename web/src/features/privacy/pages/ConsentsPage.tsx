import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Check, Handshake, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { PersonSearch } from "@/shared/person";
import { Badge, Bones, Button, Card, Crumb, Empty, Failed, LinkButton, PageBody, PageHead } from "@/shared/ui";
import { type Proof, proofsOptions } from "../api";
import { ConsentDialog, WithdrawDialog } from "../components/ConsentDialog";
import { PrivacyTabs } from "../components/PrivacyTabs";
import { useDoer, useSubject } from "../components/words";

const route = getRouteApi("/inside/settings/privacy/consents");

/** What somebody agreed to, with the proofs, the newest first. */
export function ConsentsPage() {
  const { t } = useTranslation("privacy");
  const { user_id: userId } = route.useSearch() as { user_id?: string };
  const navigate = useNavigate();
  const searches = useMay("read:contacts");
  const choose = (id: string | undefined) =>
    void navigate({ to: "/settings/privacy/consents", search: { user_id: id } as never });
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.consents.title)}
        about={t(($) => $.consents.about)}
      />
      <PrivacyTabs />
      {searches && (
        <div className="mb-4 max-w-md">
          <PersonSearch
            label={t(($) => $.consents.who)}
            placeholder={t(($) => $.consents.whoHint)}
            value={null}
            onChange={(contact) => contact && choose(contact.id)}
          />
        </div>
      )}
      {userId ? (
        <Proofs key={userId} contactId={userId} />
      ) : (
        <Empty icon={<Handshake aria-hidden />} title={t(($) => $.consents.choose)}>
          {t(($) => $.consents.chooseHint)}
        </Empty>
      )}
    </PageBody>
  );
}

function Proofs({ contactId }: { contactId: string }) {
  const { t } = useTranslation("privacy");
  const proofs = useQuery(proofsOptions(contactId));
  const name = useSubject(contactId);
  const [open, setOpen] = useState<"record" | Proof | null>(null);
  const all = proofs.data?.data ?? [];
  // The newest of a purpose is what holds.
  const holds = new Set(
    all.filter((one, at) => all.findIndex((o) => o.purpose === one.purpose) === at).map((o) => o.id),
  );
  return (
    <Card
      title={name}
      end={
        <>
          <LinkButton to="/contacts/$contactId" params={{ contactId }} look="secondary">
            {t(($) => $.consents.page)}
          </LinkButton>
          <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setOpen("record")}>
            {t(($) => $.consents.record)}
          </Button>
        </>
      }
    >
      {proofs.data ? (
        all.length > 0 ? (
          <ol aria-label={t(($) => $.consents.proofs)} className="flex flex-col divide-y divide-line">
            {all.map((proof) => (
              <ProofLine key={proof.id} proof={proof} holds={holds.has(proof.id)} onWithdraw={() => setOpen(proof)} />
            ))}
          </ol>
        ) : (
          <p className="text-sm text-fg-2">{t(($) => $.consents.none)}</p>
        )
      ) : proofs.isError ? (
        <Failed tight error={proofs.error} retry={() => void proofs.refetch()} />
      ) : (
        <Bones rows={3} className="h-12" />
      )}
      {open === "record" && <ConsentDialog contactId={contactId} onClose={() => setOpen(null)} />}
      {open !== null && open !== "record" && <WithdrawDialog proof={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function ProofLine({ proof, holds, onWithdraw }: { proof: Proof; holds: boolean; onWithdraw: () => void }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const doer = useDoer();
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <b className="font-semibold text-fg">{proof.purpose}</b>
          <Badge tone={proof.given ? "brand" : "danger"} icon={proof.given ? <Check aria-hidden /> : <X aria-hidden />}>
            {t(($) => (proof.given ? $.consents.yes : $.consents.no))}
          </Badge>
          {holds && <Badge tone="info">{t(($) => $.consents.holds)}</Badge>}
        </p>
        <dl className="mt-1 flex flex-wrap gap-x-4 text-xs text-fg-3">
          {(
            [
              [t(($) => $.consents.at), format.dateTime(proof.at)],
              [t(($) => $.consents.source), proof.source],
              [t(($) => $.consents.by), doer(proof.actor_kind, proof.actor_id)],
            ] as const
          ).map(([label, value]) => (
            <div key={label} className="flex gap-1">
              <dt>{label}:</dt>
              <dd className="tnum break-words text-fg-2">{value}</dd>
            </div>
          ))}
        </dl>
        {proof.text && <q className="mt-1 block break-words text-sm italic text-fg-2">{proof.text}</q>}
      </div>
      {holds && proof.given && (
        <Button aria-label={t(($) => $.consents.withdrawOf, { purpose: proof.purpose })} onPress={onWithdraw}>
          {t(($) => $.consents.withdraw)}
        </Button>
      )}
    </li>
  );
}
