-- The tables of SimpleRisk that its preset reads, with the columns it reads and the defaults that bite; the rows are ours.
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00';
CREATE TABLE category (value int PRIMARY KEY, name varchar(50) NOT NULL);
CREATE TABLE user (value int PRIMARY KEY, enabled tinyint(1) NOT NULL DEFAULT 1, username blob NOT NULL, name varchar(50) NOT NULL);
CREATE TABLE risks (
    id int AUTO_INCREMENT PRIMARY KEY, status varchar(20) NOT NULL, subject blob NOT NULL,
    reference_id varchar(20) NOT NULL DEFAULT '', control_number varchar(50) DEFAULT NULL,
    category int NOT NULL, owner int NOT NULL, manager int NOT NULL DEFAULT 0,
    assessment longblob NOT NULL, notes longblob NOT NULL DEFAULT '',
    submission_date timestamp NOT NULL DEFAULT current_timestamp(),
    last_update timestamp NOT NULL DEFAULT '0000-00-00 00:00:00',
    mitigation_id int DEFAULT 0, close_id int DEFAULT NULL);
CREATE TABLE risk_scoring (
    id int PRIMARY KEY, scoring_method int NOT NULL, calculated_risk float NOT NULL,
    CLASSIC_likelihood float NOT NULL DEFAULT 5, CLASSIC_impact float NOT NULL DEFAULT 5);
CREATE TABLE mitigations (
    id int AUTO_INCREMENT PRIMARY KEY, risk_id int NOT NULL,
    submission_date timestamp NOT NULL DEFAULT current_timestamp(),
    last_update timestamp NOT NULL DEFAULT '0000-00-00 00:00:00', planning_strategy int NOT NULL,
    current_solution text NOT NULL DEFAULT '', planning_date date NOT NULL DEFAULT '0000-00-00', mitigation_percent int NOT NULL DEFAULT 0);
CREATE TABLE mgmt_reviews (
    id int AUTO_INCREMENT PRIMARY KEY, risk_id int NOT NULL,
    submission_date timestamp NOT NULL DEFAULT current_timestamp(), review int NOT NULL, reviewer int NOT NULL,
    next_step int NOT NULL DEFAULT 1, comments text NOT NULL DEFAULT '', next_review date NOT NULL DEFAULT '0000-00-00');
CREATE TABLE closures (
    id int AUTO_INCREMENT PRIMARY KEY, risk_id int NOT NULL, user_id int NOT NULL,
    closure_date timestamp NOT NULL DEFAULT current_timestamp(), close_reason int NOT NULL DEFAULT 1, note text NOT NULL DEFAULT '');

INSERT INTO category VALUES (1, 'Access Management'), (2, 'Third-Party Management');
INSERT INTO user (value, username, name) VALUES (1, 'amara', 'Amara Okafor'), (2, 'jose', 'José Núñez');
INSERT INTO risks (id, status, subject, control_number, category, owner, assessment, submission_date) VALUES
    (1, 'New', 'Shared accounts on ward PCs', 'AC-2, IA-2', 1, 1, 'Seen on three wards', '2026-01-05 09:00:00'),
    (2, 'Mitigation Planned', 'Zero-day in the patient portal – “Ångström”', NULL, 2, 2, '', '2026-02-10 23:30:00'),
    (3, 'Mgmt Reviewed', 'Old imaging device off support', '', 9, 1, '', '2026-03-01 12:00:00'),
    (4, 'Closed', 'Paper charts in the corridor', NULL, 1, 77, '', '2025-11-20 08:00:00');
INSERT INTO risk_scoring (id, scoring_method, calculated_risk, CLASSIC_likelihood, CLASSIC_impact) VALUES
    (1, 1, 6.4, 4, 4), (2, 2, 9.8, 5, 5), (3, 1, 3.2, 2, 4), (4, 1, 1.6, 2, 2);
INSERT INTO mitigations (risk_id, planning_strategy, current_solution, planning_date) VALUES
    (2, 1, 'first idea', '2026-05-01'), (2, 3, 'Web application firewall', '2026-06-30'),
    (3, 2, 'Isolated network', '0000-00-00'), (4, 4, '', '0000-00-00');
INSERT INTO mgmt_reviews (risk_id, submission_date, review, reviewer, comments, next_review) VALUES
    (2, '2026-02-20 10:00:00', 2, 1, '', '0000-00-00'),
    (3, '2026-03-15 10:00:00', 1, 2, 'Replacement ordered', '2026-09-15');
INSERT INTO closures (risk_id, user_id, closure_date) VALUES (4, 1, '2026-01-31 16:00:00');
