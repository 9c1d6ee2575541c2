#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# days.sh [--check]   makes docs/moderators-day.md and docs/moderators-day.fr.md from the scenarios of the same days, which
# the tests play: what they show is what she does. With --check fails where a page is old.
set -euo pipefail
cd "$(dirname "$0")/.."

perl - "${1:-}" <<'PERL'
use strict;
use warnings;
my $only_check = $ARGV[0] eq '--check';
my @pages = (
    {   from => 'Tests/Scenarios/days/moderators-day.scenario', to => 'docs/moderators-day.md',
        title => "A moderator's day", room => 'the room', desk => 'the desk', told => 'to %s alone', notes => 'written down',
        head => "What people say, what she says and does, and what the team sees. Made by `scripts/days.sh` from\n[`%s`](../%s),\nwhich the tests play: it cannot be otherwise.\n",
        veil => 'on Matrix, under a spoiler', does => 'she does', private => 'to her alone' },
    {   from => 'Tests/Scenarios/days/journee-de-moderation.scenario', to => 'docs/moderators-day.fr.md',
        title => "Une journ\xc3\xa9e de mod\xc3\xa9ration", room => 'le salon', desk => "l'\xc3\xa9quipe", told => "\xc3\xa0 %s seulement", notes => "not\xc3\xa9",
        head => "Ce que disent les gens, ce qu'elle dit et fait, et ce que voit l'\xc3\xa9quipe. Fait par `scripts/days.sh` depuis\n[`%s`](../%s),\nque les tests jouent\xc2\xa0: il n'en va pas autrement.\n",
        veil => 'sur Matrix, sous un voile', does => 'elle fait', private => "\xc3\xa0 elle seule" },
);
sub slurp { my ($f) = @_; open my $h, '<:raw', $f or return ''; local $/; my $s = <$h>; return defined $s ? $s : '' }
sub cell { my ($s) = @_; $s =~ s/\|/\\|/g; $s =~ s/</&lt;/g; return $s }
my $old = 0;
for my $page (@pages) {
    my $text = slurp($page->{from});
    my ($body) = $text =~ /^end\n(.*)\z/ms or die "$page->{from}: no conf … end\n";
    my $out = "# $page->{title}\n\n" . sprintf($page->{head}, $page->{from}, $page->{from}) . "\n| | | |\n|---|---|---|\n";
    my $clock = '';
    my @rows;    # [minute, row]: what she did in between stands where it happened
    for my $line (split /\n/, $body) {
        next if $line =~ /^(?:member|#|\s*$)/;
        if ($line =~ /^(\d\d:\d\d)(?::\d\d)? (.*)/) {
            ($clock, my $deed) = ($1, $2);
            my ($where, $what) =
                  $deed =~ /^desk (\S+): (.*)/ ? ($page->{desk}, "**$1** " . cell($2))
                : $deed =~ /^private (\S+): (.*)/ ? ($page->{private}, "**$1** " . cell($2))
                : $deed =~ /^<(\S+)> (.*)/ ? ($page->{room}, "**$1** " . cell($2))
                : $deed =~ /^--> (\S+)/ ? ($page->{room}, "\xe2\x86\x92 **$1**")
                : $deed eq '...' ? next : ($page->{room}, cell($deed));
            push @rows, [ $clock, "| $clock | $where | $what |\n" ];
        } elsif ($line =~ /^\s+([=~?!-]) (?:@(\d\d:\d\d):\d\d )?(.*)/) {
            my ($mark, $at, $what) = ($1, $2, $3);
            next unless $mark eq '=';
            my $veil = $what =~ s/ \xe2\x96\x92(.*)\xe2\x96\x92$// ? " *($page->{veil}\xe2\x80\xaf: \xe2\x96\x92\xe2\x96\x92\xe2\x96\x92)*" : '';
            my $where = $page->{does};
            if ($what =~ s/^say //) { $where = $page->{room} }
            elsif ($what =~ s/^desk //) { $where = $page->{desk} }
            elsif ($what =~ s/^whisper (\S+): //) { $where = sprintf $page->{told}, $1 }
            push @rows, [ $at || $clock, sprintf "| %s | %s | geoffrin: %s%s |\n", $at || '', $where, cell($what), $veil ];
        }
    }
    my @order = sort { $rows[$a][0] cmp $rows[$b][0] || $a <=> $b } 0 .. $#rows;
    $out .= $rows[$_][1] for @order;
    next if slurp($page->{to}) eq $out;
    if ($only_check) { print STDERR "$page->{to} is old: scripts/days.sh brings it up to date\n"; $old = 1; next }
    open my $h, '>:raw', $page->{to} or die "$page->{to}: $!\n";
    print $h $out;
    close $h;
}
exit $old;
PERL
